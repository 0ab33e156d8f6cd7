#include "cmd/kiln/bench/source_text.h"

#include <algorithm>
#include <string_view>

namespace kiln::cmd::benchmark {

namespace {

struct LanguageText {
    std::string_view language;
    std::string_view comment;  // what starts one that ends with its line
    std::string_view hello;
};

constexpr LanguageText kTexts[] = {
    {"bash", "#", "echo hello\n"},
    {"c", "//", "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n"},
    {"cpp", "//", "#include <iostream>\nint main() { std::cout << \"hello\\n\"; }\n"},
    {"go", "//", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n"},
    {"java", "//",
     "public class Main {\n"
     "    public static void main(String[] args) { System.out.println(\"hello\"); }\n"
     "}\n"},
    {"js", "//", "console.log('hello');\n"},
    {"lua", "--", "print('hello')\n"},
    {"perl", "#", "print \"hello\\n\";\n"},
    {"php", "//", "<?php\necho \"hello\\n\";\n"},
    {"python", "#", "print('hello')\n"},
    {"ruby", "#", "puts 'hello'\n"},
    {"rust", "//", "fn main() { println!(\"hello\"); }\n"},
    {"typescript", "//", "console.log('hello');\n"},
};

const LanguageText* find_text(std::string_view language) {
    const auto found = std::ranges::find(kTexts, language, &LanguageText::language);
    return found == std::end(kTexts) ? nullptr : found;
}

}  // namespace

pool::Result<SourceText> SourceText::make(std::string code, std::string_view language, Each each,
                                          std::uint64_t first) {
    if (each == Each::Unique && code.find(kNumberWord) == code.npos) {
        const LanguageText* text = find_text(language);
        if (text == nullptr)
            return pool::plain_error(
                "--unique knows no comment of " + std::string(language),
                std::string("put the word ") + kNumberWord + " where the source takes a number");
        code += "\n" + std::string(text->comment) + " " + kNumberWord + "\n";
    }
    return SourceText(std::move(code), each, first);
}

std::string SourceText::next() {
    if (each_ == Each::Same) return code_;
    const std::string number = std::to_string(number_.fetch_add(1));
    const std::string_view word = kNumberWord;
    std::string text;
    std::size_t from = 0;
    for (std::size_t at; (at = code_.find(word, from)) != code_.npos; from = at + word.size())
        text.append(code_, from, at - from).append(number);
    return text.append(code_, from);
}

pool::Result<std::string> hello_world(std::string_view language) {
    const LanguageText* text = find_text(language);
    if (text == nullptr)
        return pool::plain_error("there is no hello world of " + std::string(language) + " here",
                                 "name a FILE");
    return std::string(text->hello);
}

}  // namespace kiln::cmd::benchmark
