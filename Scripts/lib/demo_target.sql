-- Six rows: four as in the source, one that has changed there, one that the source does not have.
INSERT INTO public.clients (name, email, phone, protected, address, createdat, updatedat) VALUES
  ('Ada Lovell', 'ada@lovell.example', '+44 20 7946 0101', true,
   '{"street": "12 Mill Lane", "city": "Leeds", "postalCode": "LS1 4AP", "country": "GB"}',
   '2020-01-01 09:30Z', '2024-01-01 09:30Z'),
  ('Bruno Keller', 'b.keller@keller-ag.example', '+41 44 555 12 12', false,
   '{"city": "Zürich", "street": "Seestrasse 5", "country": "CH", "postalCode": "8002"}',
   '2020-01-02 09:30Z', '2024-01-02 09:30Z'),
  ('Carmen Ortiz', 'carmen.ortiz@example.com', NULL, false, NULL,
   '2020-01-03 09:30Z', '2024-01-03 09:30Z'),
  ('Daniel Osei', 'Daniel.Osei@Example.org', '+233 30 255 0144', false, NULL,
   '2020-01-04 09:30Z', '2024-01-04 09:30Z'),
  ('Elena Rossi', 'elena@rossi.example', '+39 06 5550 0142', false,
   '{"street": "Via Roma 8", "city": "Milano", "postalCode": "20121", "country": "IT"}',
   '2020-01-05 09:30Z', '2022-07-01 09:30Z'),
  ('Former Client', 'former.client@example.com', '+1 202 555 0199', false, NULL,
   '2019-05-01 09:30Z', '2019-05-01 09:30Z');
