"""One process, thousands of open timelines: gevent, which patches the standard library before the app is loaded."""

worker_class = "gevent"
workers = 1
worker_connections = 20_000
timeout = 60
graceful_timeout = 3  # open timelines are closed with a hint to come back; browsers resume by themselves
control_socket_disable = True  # or two shops on one machine would share its path
accesslog = None
loglevel = "warning"
