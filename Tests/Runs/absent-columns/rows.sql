SELECT count(phone)::text, count(address)::text, count(age)::text, count(vip)::text FROM public.clients
