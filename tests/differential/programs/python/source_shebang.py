#!/usr/bin/env python2
# vim: set fileencoding=utf-8 :
print("é", open(__file__).readline().strip())
