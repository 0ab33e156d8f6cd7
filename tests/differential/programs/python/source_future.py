from __future__ import annotations, division, barry_as_FLUFL

print(annotations.compiler_flag == compile("1", "", "eval").co_flags & annotations.compiler_flag)
print(eval("1 <> 2"))
