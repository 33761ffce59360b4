INSERT INTO public.clients (name, email, phone, createdat, updatedat) VALUES
  ('Old', 'Old@x.test', '1', '2024-01-01', '2024-01-01'),
  ('Same', 'same@x.test', NULL, '2024-01-01', '2024-01-01'),
  ('Gone', 'gone@x.test', '', '2024-01-01', '2024-01-01');
