#pragma once

namespace kiln::cmd {

// Anybody with the same user id can read a process's environment in /proc, and anybody at all its
// command line, for as long as it lives; a forked child has a copy of both. So what may be secret in
// them is overwritten where it stands, before there is any thread or child.

// The variables that may hold a secret: overwritten, then unset. Once their values have been read.
void forget_secret_variables();

// Overwrites whatever stands before an '@' in a word of main()'s own, of which there is a copy to
// work with: the user and the password, where it is a URL.
void hide_credentials(char* word);

}  // namespace kiln::cmd
