SELECT person_id::text, mail, name, seen::text, active::text, score::text, role, mongo_id FROM public.people ORDER BY 1
