import collections
import json
import logging
import random
import string
import sys


class Named:
    def __init__(self, name, say=print):
        self.name = name
        self.say = say

    def __del__(self):
        self.say("del", self.name, sys is not None and sys.is_finalizing())


json.kept = Named("json")
random.kept = Named("random")
string.kept = Named("string")
logging.kept = Named("logging")
collections.OrderedDict.keys.__doc__
sys.kept = Named("sys")
random.Random.kept = Named("class in random")
print("end")
