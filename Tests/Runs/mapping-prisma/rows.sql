SELECT length(id), id LIKE '00000000%', email, name, image, "mongoId", role, "createdAt" FROM public."User" ORDER BY email
