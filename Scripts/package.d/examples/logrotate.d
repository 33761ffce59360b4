# Of use only with examples/cron.d; systemd's units write to the journal.
# To be copied to /etc/logrotate.d/synctool, owned by root.
/var/log/synctool/*.log {
	su synctool adm
	weekly
	rotate 12
	maxsize 10M
	compress
	delaycompress
	missingok
	notifempty
	create 0640 synctool adm
}
