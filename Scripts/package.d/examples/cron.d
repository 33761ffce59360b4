# For machines without systemd's timers. To be copied to /etc/cron.d/synctool, after
#
#   adduser --system --group --no-create-home synctool
#   install -d -o synctool -g adm -m 0750 /var/log/synctool
#   chown synctool: /etc/synctool/env && chmod 0600 /etc/synctool/env
#
# What a run prints goes to a file: examples/logrotate.d keeps it small. The exit code is written
# behind it; a line of its own in syslog tells of every code but 0.
SHELL=/bin/sh
PATH=/usr/sbin:/usr/bin:/sbin:/bin
SYNCTOOL_ENV_FILE=/etc/synctool/env

*/15 * * * * synctool synctool sync --deadline 840 >>/var/log/synctool/synctool.log 2>&1 || logger -t synctool "sync ended with $?"
