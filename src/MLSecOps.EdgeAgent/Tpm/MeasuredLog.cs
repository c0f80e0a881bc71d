using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>What the agent measured into its PCR since the machine started, with the log that explains the PCR's value. For the lane's thread, but for <see cref="Add"/>.</summary>
/// <remarks>
/// An entry is in the log before it is in the PCR. An agent that is killed in between finds a PCR that lacks exactly the last entry, and completes it.
/// Every other difference is told and stays: the agent never adjusts log to PCR or PCR to log.
/// The log lies in the runtime folder, which is gone with the boot as PCRs are; its name has the boot's id, so that one left over from another boot is not taken for this one's.
/// </remarks>
/// <param name="folder">The runtime folder.</param>
/// <param name="boot">16 bytes that name this boot.</param>
/// <param name="pcr">8 to 15.</param>
internal sealed class MeasuredLog(string folder, ReadOnlyMemory<byte> boot, int pcr)
{
    private const string Prefix = "tpm-log-";
    private readonly Lock _gate = new();
    private readonly List<TpmEvent> _waiting = [];
    private bool _loaded;

    /// <summary>The log of this boot.</summary>
    public EventLog Log { get; private set; } = EventLog.Empty;

    /// <summary>What keeps the measurements from proving anything; null for nothing.</summary>
    public Reason? Trouble { get; private set; }

    private string File => Path.Combine(folder, Prefix + Convert.ToHexStringLower(boot.Span));

    /// <summary>An event is due. Any thread; it waits for the next <see cref="Measure"/>, also when the TPM is away.</summary>
    public void Add(TpmEvent due)
    {
        lock (_gate)
        {
            if (!new EventLog(_waiting).Says(due) && _waiting.Count < TpmLimits.Events)
            {
                _waiting.Add(due);
            }
        }
    }

    /// <summary>Measures what is due, in order. What the log's newest entry of that kind says already is not measured again.</summary>
    /// <exception cref="TpmDeviceException">The TPM failed; what was not measured waits for the next call.</exception>
    /// <exception cref="IOException">The log could not be written; the same.</exception>
    public void Measure(TpmSession session)
    {
        Compare(session);
        while (First() is { } due)
        {
            if (!Log.Says(due))
            {
                Append(session, due);
            }

            lock (_gate)
            {
                _waiting.RemoveAt(0);
            }
        }
    }

    /// <summary>Compares a value that the PCR was found to have with the log.</summary>
    public void Compare(Sha256Digest value)
    {
        if (Trouble != TpmDeviceReasons.LogFull)
        {
            Trouble = Log.Replay() == value ? null : TpmReasons.LogMismatch;
        }
    }

    private TpmEvent? First()
    {
        lock (_gate)
        {
            return _waiting.Count == 0 ? null : _waiting[0];
        }
    }

    private void Append(TpmSession session, TpmEvent due)
    {
        if (Log.Events.Count == TpmLimits.Events)
        {
            Trouble = TpmDeviceReasons.LogFull;
            return;
        }

        EventLog with = Log.With(due);
        AtomicFile.Write(File, with.Encode());
        Log = with;
        Extend(session, due);
    }

    private void Extend(TpmSession session, TpmEvent due)
    {
        byte[] digest = new byte[Sha256Digest.Size];
        due.Measurement.CopyTo(digest);
        try
        {
            session.Run(PcrExtend.Command(pcr, digest));
        }
        catch (TpmDeviceException)
        {
            // Whether the TPM did it is not known: looked at when it answers again.
            _loaded = false;
            throw;
        }
    }

    private void Compare(TpmSession session)
    {
        Load();
        Sha256Digest value = session.ReadPcrs([pcr])[0].Value;
        if (!_loaded)
        {
            _loaded = true;
            if (Log.Events.Count > 0 && Log.Replay() != value && new EventLog([.. Log.Events.SkipLast(1)]).Replay() == value)
            {
                Extend(session, Log.Events[^1]);
                value = session.ReadPcrs([pcr])[0].Value;
            }
        }

        Compare(value);
    }

    // A log that cannot be read is none: then the PCR tells whether there should be one.
    private void Load()
    {
        if (_loaded || Log.Events.Count > 0 || !System.IO.File.Exists(File))
        {
            return;
        }

        using FileByteSource source = FileByteSource.Open(File);
        byte[] content = new byte[Math.Min(source.Length, TpmLimits.EvidenceBytes)];
        _ = source.Read(0, content);
        Log = EventLog.Parse(content).Match(log => log, _ => EventLog.Empty);
    }
}
