SELECT count(*)::text FROM public.clients
