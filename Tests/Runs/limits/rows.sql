SELECT count(*)::text, count(*) FILTER (WHERE name = 'Changed') FROM public.clients
