SELECT id, username, email, first_name, last_name, is_staff, is_active, is_superuser, password,
  date_joined AT TIME ZONE 'UTC' FROM public.accounts_user ORDER BY id
