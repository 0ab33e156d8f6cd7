%:include <cstdio>
int main() <%
    int a<:2:> = <%1, 2%>;
    std::printf("%d %s ??= %d", a[1] bitor 4, R"x(raw " \n
(text))x", 'ab');
    std::puts(u8"" "joined" R"(\t)"); // a comment that goes on \
    std::puts("never");
%>
