-- Waiting messages by channel, so that one with thousands of them hides those of no other.
CREATE INDEX alert_delivery_waiting_idx ON alert_delivery (tenant_id, channel_id, next_at) WHERE state = 'waiting';

DROP FUNCTION deliveries_due(timestamptz);

-- Messages that are due at p_at, the oldest twenty of every channel; ids alone. One look-up over alert_delivery_due_idx where nothing is
-- due, else two over alert_delivery_waiting_idx for every channel that has messages waiting.
CREATE FUNCTION deliveries_due(p_at timestamptz) RETURNS TABLE (tenant_id uuid, channel_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH RECURSIVE channel AS (
    (SELECT d.tenant_id, d.channel_id FROM public.alert_delivery d
      WHERE d.state = 'waiting' AND EXISTS (SELECT FROM public.alert_delivery e WHERE e.state = 'waiting' AND e.next_at <= p_at)
      ORDER BY d.tenant_id, d.channel_id LIMIT 1)
    UNION ALL
    SELECT n.tenant_id, n.channel_id FROM channel c CROSS JOIN LATERAL
      (SELECT d.tenant_id, d.channel_id FROM public.alert_delivery d
        WHERE d.state = 'waiting' AND (d.tenant_id, d.channel_id) > (c.tenant_id, c.channel_id)
        ORDER BY d.tenant_id, d.channel_id LIMIT 1) n
  )
  SELECT c.tenant_id, c.channel_id, d.id FROM channel c CROSS JOIN LATERAL
    (SELECT w.id, w.next_at FROM public.alert_delivery w
      WHERE w.tenant_id = c.tenant_id AND w.channel_id = c.channel_id AND w.state = 'waiting' AND w.next_at <= p_at
      ORDER BY w.next_at LIMIT 20) d
   ORDER BY d.next_at
$$;
REVOKE EXECUTE ON FUNCTION deliveries_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliveries_due(timestamptz) TO sealtrail_app;
GRANT CREATE ON SCHEMA public TO sealtrail_access;
ALTER FUNCTION deliveries_due(timestamptz) OWNER TO sealtrail_access;
REVOKE CREATE ON SCHEMA public FROM sealtrail_access;
