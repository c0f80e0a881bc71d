using System.Security.Cryptography;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Chain;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>The device's chain of records (design §10, "Chain") and the payloads that wait for the hub. May be used by several threads.</summary>
/// <remarks>A record that anybody got is on the disk. A log that is not whole, or behind what was written beside it, is never continued: a new epoch begins, and its first link says why and what the last known head was.</remarks>
internal sealed class RecordChain
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Lock _gate = new();
    private readonly ChainStore _store;

    private RecordChain(ChainStore store) => _store = store;

    /// <summary>Told of each record once it is on the disk, outside of any lock, perhaps by several threads at once.</summary>
    public event Action<SpooledRecord>? Appended;

    /// <summary>The last link; null only while the disk did not let the first epoch begin.</summary>
    public ChainHead? Head
    {
        get
        {
            lock (_gate)
            {
                return _store.Head;
            }
        }
    }

    /// <summary>Why the present epoch began, when it began since the chain was opened: a word of <see cref="EpochCauses"/>. Null while an earlier one goes on.</summary>
    public string? BegunBecause
    {
        get
        {
            lock (_gate)
            {
                return _store.BegunBecause;
            }
        }
    }

    /// <summary>Opens the chain, or begins one. When the disk refuses the first link of a new epoch, the next <see cref="Append"/> tries again.</summary>
    /// <param name="layout">Where it lies; its folders are made when missing.</param>
    /// <param name="quotaBytes">Most bytes of payloads that wait.</param>
    /// <param name="time">The device's clock.</param>
    /// <param name="newEpoch">Names a new epoch; random when null.</param>
    /// <exception cref="IOException">The folders cannot be made or listed.</exception>
    public static RecordChain Open(StoreLayout layout, long quotaBytes, TimeProvider time, Func<ChainEpoch>? newEpoch = null)
    {
        Directory.CreateDirectory(layout.Chain, Private);
        Directory.CreateDirectory(layout.Spool, Private);
        FolderFlush.Flush(layout.Root);
        AtomicFile.RemoveLeftovers(layout.Chain);
        ChainStore store = new(layout, quotaBytes, time, newEpoch ?? (static () => new ChainEpoch(RandomNumberGenerator.GetBytes(ChainEpoch.Size))));
        store.TryBeginEpoch();
        store.TakeMade();
        return new RecordChain(store);
    }

    /// <summary>Adds a record; it is on the disk when this returns.</summary>
    /// <param name="type">A type of <see cref="RecordTypes"/>.</param>
    /// <param name="severity">How much it matters: decides what the quota drops first.</param>
    /// <param name="payload">At most <see cref="TelemetryJson.MaxBytes"/>.</param>
    /// <param name="subject">The slot that it is about; null for the device.</param>
    public AppendAttempt Append(string type, EventSeverity severity, ReadOnlyMemory<byte> payload, string? subject = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, TelemetryJson.MaxBytes);
        if (!LoggedLink.IsSubject(subject))
        {
            throw new ArgumentException($"No slot has this name: {subject}.", nameof(subject));
        }

        AppendAttempt attempt;
        List<SpooledRecord> made;
        lock (_gate)
        {
            attempt = _store.Append(type, severity, payload, subject);
            made = _store.TakeMade();
        }

        Tell(made);
        return attempt;
    }

    /// <summary>Ends the present epoch and begins another one, whose first link says why. While the disk refuses, it stays due.</summary>
    /// <param name="cause">A word of <see cref="EpochCauses"/>.</param>
    public void BeginAnew(string cause)
    {
        List<SpooledRecord> made;
        lock (_gate)
        {
            _store.BeginAnew(cause);
            made = _store.TakeMade();
        }

        Tell(made);
    }

    /// <summary>True when a hub has acknowledged anything of this chain.</summary>
    public bool IsKnownToHub
    {
        get
        {
            lock (_gate)
            {
                return _store.IsKnownToHub;
            }
        }
    }

    /// <summary>Records that the hub has not acknowledged, in order.</summary>
    /// <param name="after">Position of the last one that is not wanted again; -1 for all.</param>
    /// <param name="most">Most records; each may hold <see cref="TelemetryJson.MaxBytes"/>.</param>
    public IReadOnlyList<SpooledRecord> Pending(long after, int most)
    {
        lock (_gate)
        {
            return _store.Pending(after, most);
        }
    }

    /// <summary>The hub has everything of this head's epoch up to it: those payloads are removed.</summary>
    /// <param name="head">From a verified statement of the hub.</param>
    public AcknowledgementOutcome Acknowledge(ChainHead head)
    {
        AcknowledgementOutcome outcome;
        List<SpooledRecord> made;
        lock (_gate)
        {
            outcome = _store.Acknowledge(head);
            made = _store.TakeMade();
        }

        Tell(made);
        return outcome;
    }

    /// <summary>The hub has appraised evidence that commits to this head: links up to it that are acknowledged too need not be kept.</summary>
    public void Committed(ChainHead head)
    {
        lock (_gate)
        {
            _store.Committed(head);
        }
    }

    private void Tell(List<SpooledRecord> made)
    {
        foreach (SpooledRecord record in made)
        {
            Appended?.Invoke(record);
        }
    }
}
