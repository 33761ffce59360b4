CREATE TABLE public.sensors (id int PRIMARY KEY, client_id bigint);
INSERT INTO public.clients (name, email, phone) VALUES ('Anna', 'ann@x.test', '0'), ('Eve', 'eve@x.test', '5');
