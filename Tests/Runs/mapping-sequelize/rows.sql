SELECT id, "fullName", email, phone, settings FROM public."Users" ORDER BY id
