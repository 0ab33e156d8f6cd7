import datetime
import time

print(time.tzname, time.timezone, datetime.datetime.fromtimestamp(0), time.localtime(0).tm_hour)
