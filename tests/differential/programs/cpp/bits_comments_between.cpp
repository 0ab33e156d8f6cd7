
// A comment above, and a blank line.

/* One of
   several lines. */  #include <bits/stdc++.h>   // behind it

  /* before */ # /* within */ include <ext/pb_ds/assoc_container.hpp>

using namespace __gnu_pbds; // line 10
int main() {
    tree<int, null_type, std::less<int>, rb_tree_tag, tree_order_statistics_node_update> t;
    for (int x : {5, 1, 9}) t.insert(x);
    std::cout << t.order_of_key(6) << ' ' << __LINE__ << ' ' << __FILE__ << '\n';
}
