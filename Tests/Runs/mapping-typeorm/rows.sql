SELECT email, "firstName", "lastName", "isActive", "isLocked", age, "createdAt" = '2024-03-01T10:30:00Z'
FROM public."user" ORDER BY email
