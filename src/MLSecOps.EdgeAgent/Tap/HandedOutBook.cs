using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Remembers what was handed out to which program since the agent started, for evidence. Safe from any thread.</summary>
internal sealed class HandedOutBook
{
    /// <summary>Programs that have closed their taps are remembered up to this number, the latest ones; those that have not, always.</summary>
    internal const int Closed = 64;

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>A program got a model.</summary>
    /// <param name="number">Names this handing out.</param>
    /// <param name="opened">What it got.</param>
    /// <param name="unit">Its control group; null when it is not known.</param>
    /// <param name="at">When.</param>
    public void Opened(long number, OpenedModel opened, string? unit, DateTimeOffset at)
    {
        lock (_gate)
        {
            _entries.Add(new Entry(number, opened.Model, opened.Release, opened.ModelDigest, unit, at));
        }
    }

    /// <summary>Its executable was measured.</summary>
    public void Measured(long number, Sha256Digest executable)
    {
        lock (_gate)
        {
            if (_entries.Find(entry => entry.Number == number) is { } entry)
            {
                entry.Executable = executable;
            }
        }
    }

    /// <summary>It closed its tap, or it ended, or it is not watched.</summary>
    public void Close(long number)
    {
        lock (_gate)
        {
            if (_entries.Find(entry => entry.Number == number) is not { } entry)
            {
                return;
            }

            entry.IsOpen = false;
            _entries.RemoveAll(other => !other.IsOpen && other.Number < number && other.Key == entry.Key);
            if (_entries.Count(other => !other.IsOpen) > Closed)
            {
                _entries.Remove(_entries.First(other => !other.IsOpen));
            }
        }
    }

    /// <summary>The claim about a model: programs that have it open first, then the latest; at most <see cref="EvidenceLimits.HandedOut"/> rows.</summary>
    public IReadOnlyList<HandedOut> Of(string model)
    {
        lock (_gate)
        {
            return
            [
                .. _entries.Where(entry => entry.Model == model).GroupBy(entry => entry.Key)
                    .Select(same => new HandedOut(
                        same.Last().Digest, same.Key.Release.Manifest, same.Key.Executable, same.Key.Unit, ModelEvidence.Whole(same.Max(entry => entry.At)), same.Count(entry => entry.IsOpen)))
                    .OrderByDescending(row => row.Open > 0).ThenByDescending(row => row.Opened).ThenBy(row => row.Unit, StringComparer.Ordinal)
                    .Take(EvidenceLimits.HandedOut),
            ];
        }
    }

    private sealed class Entry(long number, string model, ReleaseId release, Sha256Digest digest, string? unit, DateTimeOffset at)
    {
        public long Number => number;

        public string Model => model;

        public Sha256Digest Digest => digest;

        public DateTimeOffset At => at;

        public Sha256Digest? Executable { get; set; }

        public bool IsOpen { get; set; } = true;

        public (string Model, ReleaseId Release, Sha256Digest? Executable, string? Unit) Key => (model, release, Executable, unit);
    }
}
