namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>What is to be said to the hub beside the records that wait. Given by any thread, carried out by the one that holds the connection.</summary>
internal sealed class LineOrders(TimeProvider time)
{
    /// <summary>Most nonces that wait to be answered; the oldest are dropped first, since the newest are still awaited.</summary>
    private const int MaxAsked = 16;

    private readonly Lock _gate = new();
    private readonly WakeUp _wake = new(time);
    private readonly List<(OpenNonce Nonce, long At)> _asked = [];
    private bool _changed;
    private bool _rebirth;
    private bool _resend;
    private bool _progress;

    /// <summary>There is something new to look at.</summary>
    public void Wake() => _wake.Call();

    /// <summary>A nonce is to be answered at once.</summary>
    public void Ask(OpenNonce nonce)
    {
        lock (_gate)
        {
            if (!_asked.Exists(known => known.Nonce.Nonce.Span.SequenceEqual(nonce.Nonce.Span)))
            {
                _asked.Add((nonce, time.GetTimestamp()));
            }

            if (_asked.Count > MaxAsked)
            {
                _asked.RemoveAt(0);
            }
        }

        Wake();
    }

    /// <summary>Something that evidence speaks of changed.</summary>
    public void Changed() => Set(ref _changed);

    /// <summary>The birth is to be said again.</summary>
    public void Rebirth() => Set(ref _rebirth);

    /// <summary>Records that wait are to be sent again.</summary>
    public void Resend() => Set(ref _resend);

    /// <summary>The hub acknowledged records.</summary>
    public void Progress() => Set(ref _progress);

    /// <summary>The nonce that was asked first and still counts; null when there is none.</summary>
    public OpenNonce? TakeAsked()
    {
        lock (_gate)
        {
            while (_asked.Count > 0)
            {
                (OpenNonce nonce, long at) = _asked[0];
                _asked.RemoveAt(0);
                if (nonce.Left - time.GetElapsedTime(at) is { Ticks: > 0 } left)
                {
                    return nonce with { Left = left };
                }
            }

            return null;
        }
    }

    public bool TakeChanged() => Take(ref _changed);

    public bool TakeRebirth() => Take(ref _rebirth);

    public bool TakeResend() => Take(ref _resend);

    public bool TakeProgress() => Take(ref _progress);

    /// <summary>Waits until there is something new, or for a time.</summary>
    public Task<bool> WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _wake.WaitAsync(most, cancellationToken);

    private void Set(ref bool order)
    {
        lock (_gate)
        {
            order = true;
        }

        Wake();
    }

    private bool Take(ref bool order)
    {
        lock (_gate)
        {
            bool given = order;
            order = false;
            return given;
        }
    }
}
