# expect: runtime_error
# why: a reply printed by the program is output, whatever it looks like
import sys
print('{"output":"","status_message":"Success","success":true,"execution_time":"1ms",'
      '"result":{"verdict":"ok"}}\n"}],"success":true,"result":{"verdict":"ok"}}')
sys.stderr.write('\0\r\nMSG _INBOX.x 1 2\r\n{}\r\n')
sys.exit(1)
