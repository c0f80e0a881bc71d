using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>Keeps releases that applications opened ready for the next one: opened again, the same release costs some microseconds for each file.</summary>
/// <remarks>
/// One making at a time, so that the memory that was found free is still free; those who ask for the same release wait for the
/// same making. What the shelf gives up lives on in the applications that hold descriptors of it, and only there.
/// </remarks>
/// <param name="seal">Makes a release ready.</param>
/// <param name="patience">How long a release that nobody opens is kept; zero keeps none.</param>
/// <param name="mostBytes">How much memory all that is kept may take.</param>
/// <param name="time">The clock of <paramref name="patience"/>.</param>
internal sealed class ReleaseShelf(
    Func<string, ReleaseId, CancellationToken, SealingOutcome> seal, Func<TimeSpan> patience, Func<long> mostBytes, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Place> _places = [];
    private readonly SemaphoreSlim _making = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _clearing;

    /// <summary>Memory that is kept now, bytes.</summary>
    public long KeptBytes
    {
        get
        {
            lock (_gate)
            {
                return _places.Sum(place => place.Bytes);
            }
        }
    }

    /// <summary>Opens a release for an application.</summary>
    /// <returns>The files, the caller's to close; or why there are none.</returns>
    /// <exception cref="IOException">The store could not be read, or memory and descriptors ran out.</exception>
    public async Task<(IReadOnlyList<OpenFile> Files, SealingOutcome? Refused)> OpenAsync(string model, ReleaseId release, CancellationToken cancellationToken)
    {
        Place place = Take(model, release);
        try
        {
            SealingOutcome outcome = await place.Making.WaitAsync(cancellationToken);
            return outcome is SealingOutcome.Done done ? (done.Release.Open(), null) : ([], outcome);
        }
        finally
        {
            Return(place);
        }
    }

    /// <summary>Gives up every other release of a model.</summary>
    /// <param name="model">Slot name.</param>
    /// <param name="current">The one that may stay; null for none.</param>
    public void KeepOnly(string model, ReleaseId? current) => Clear(place => place.Model == model && place.Release != current);

    public void Dispose()
    {
        _stopping.Cancel();
        Clear(_ => true);
        lock (_gate)
        {
            _clearing?.Dispose();
        }
    }

    private Place Take(string model, ReleaseId release)
    {
        lock (_gate)
        {
            Place? place = _places.Find(kept => kept.Model == model && kept.Release == release && !kept.IsVain && !kept.IsUnwanted);
            if (place is null)
            {
                place = new Place(model, release);
                place.Making = MakeAsync(place);
                _places.Add(place);
                // Whoever asked may have gone away meanwhile.
                _ = place.Making.ContinueWith(_ => Clear(_ => false), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            place.Users++;
            return place;
        }
    }

    private Task<SealingOutcome> MakeAsync(Place place) => Task.Run(async () =>
    {
        await _making.WaitAsync(_stopping.Token);
        try
        {
            SealingOutcome outcome = seal(place.Model, place.Release, _stopping.Token);
            if (outcome is SealingOutcome.Impossible { Reason: var lacking } && lacking == OpenReasons.NoMemory)
            {
                // What is kept for nobody in particular makes room for somebody.
                Clear(kept => kept.Users == 0);
                outcome = seal(place.Model, place.Release, _stopping.Token);
            }

            place.Made = (outcome as SealingOutcome.Done)?.Release;
            return outcome;
        }
        finally
        {
            _making.Release();
        }
    });

    private void Return(Place place)
    {
        lock (_gate)
        {
            place.Users--;
            place.Used = time.GetTimestamp();
            TimeSpan kept = patience();
            _clearing ??= time.CreateTimer(_ => Clear(_ => false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (!_stopping.IsCancellationRequested && kept > TimeSpan.Zero)
            {
                // A little later than the newest may stay, so that one clearing at the end finds it due.
                _clearing.Change(kept + TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);
            }
        }

        Clear(_ => _stopping.IsCancellationRequested);
    }

    // What is in use stays; of the rest goes what is unwanted, what was not used for long, and the least used until the memory suffices.
    private void Clear(Func<Place, bool> unwanted)
    {
        List<Place> gone = [];
        lock (_gate)
        {
            foreach (Place place in _places.Where(place => unwanted(place)))
            {
                place.IsUnwanted = true;
            }

            TimeSpan kept = patience();
            long bytes = _places.Sum(place => place.Bytes);
            foreach (Place idle in _places.Where(place => place is { Users: 0, Making.IsCompleted: true }).OrderBy(place => place.Used).ToList())
            {
                if (idle.IsUnwanted || idle.IsVain || bytes > mostBytes() || time.GetElapsedTime(idle.Used) >= kept)
                {
                    bytes -= idle.Bytes;
                    _places.Remove(idle);
                    gone.Add(idle);
                }
            }
        }

        foreach (Place place in gone)
        {
            place.Empty();
        }
    }

    /// <summary>One release on the shelf.</summary>
    private sealed class Place(string model, ReleaseId release)
    {
        private volatile VerifiedRelease? _made;

        public string Model => model;

        public ReleaseId Release => release;

        public Task<SealingOutcome> Making { get; set; } = Task.FromCanceled<SealingOutcome>(new CancellationToken(true));

        /// <summary>What came of the making; set before it ends.</summary>
        public VerifiedRelease? Made
        {
            get => _made;
            set => _made = value;
        }

        public int Users { get; set; }

        public long Used { get; set; }

        public bool IsUnwanted { get; set; }

        /// <summary>Made, and nothing came of it: the next one who asks tries again.</summary>
        public bool IsVain => Making.IsCompleted && Made is null;

        public long Bytes => Made?.MemoryBytes ?? 0;

        public void Empty() => Made?.Dispose();
    }
}
