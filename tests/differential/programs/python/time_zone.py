import datetime
import time

print(time.tzname, time.timezone, time.daylight, datetime.datetime.fromtimestamp(0))
print(datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone.utc).isoformat(), time.strftime("%c", time.gmtime(0)))
