using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Tpm;

/// <summary>What the agent's PCR was extended with since the machine booted, in order: an array of events.</summary>
/// <param name="Events">At most <see cref="TpmLimits.Events"/>.</param>
/// <remarks>The PCR forgets nothing until the machine boots again, so the log lives as long. An event that <see cref="Says"/> so already need not be measured again, so that an agent in a restart loop does not fill it.</remarks>
public sealed record EventLog(IReadOnlyList<TpmEvent> Events)
{
    /// <summary>A log of nothing.</summary>
    public static EventLog Empty { get; } = new([]);

    /// <summary>The log with one more event.</summary>
    public EventLog With(TpmEvent next) => new([.. Events, next]);

    /// <summary>True when the last event of the same kind, and for models of the same slot, is this one.</summary>
    public bool Says(TpmEvent which) => Latest(which.Kind, which.Kind == TpmEventKind.ModelCurrent ? which.Subject : null) == which;

    /// <summary>The last event of a kind; null when there is none.</summary>
    /// <param name="kind">Kind.</param>
    /// <param name="model">Of this slot only; null for any.</param>
    public TpmEvent? Latest(TpmEventKind kind, string? model = null) => Events.LastOrDefault(each => each.Kind == kind && (model is null || each.Subject == model));

    /// <summary>The value of a PCR that was zero at boot and was then extended with each event: <c>SHA-256(old ‖ SHA-256(event))</c> (Part 1, 17.4).</summary>
    public Sha256Digest Replay()
    {
        Span<byte> both = stackalloc byte[2 * Sha256Digest.Size];
        both.Clear();
        foreach (TpmEvent each in Events)
        {
            each.Measurement.CopyTo(both[Sha256Digest.Size..]);
            Sha256Digest.Of(both).CopyTo(both);
        }

        return new Sha256Digest(both[..Sha256Digest.Size]);
    }

    /// <summary>The array.</summary>
    public byte[] Encode()
    {
        CborWriter writer = CborOutput.Create();
        Write(writer);
        return writer.Encode();
    }

    /// <summary>Reads a log, such as the one that the agent keeps.</summary>
    /// <param name="encoded">Exactly one array; untrusted.</param>
    public static Parsed<EventLog> Parse(ReadOnlyMemory<byte> encoded)
    {
        CborCursor cursor = CborCursor.Open(encoded, TpmLimits.EvidenceBytes, TpmReasons.EvidenceMalformed);
        EventLog log = Read(cursor);
        return cursor.Fault is { } fault ? fault : log;
    }

    internal void Write(CborWriter writer)
    {
        writer.WriteStartArray(Events.Count);
        foreach (TpmEvent each in Events)
        {
            each.Write(writer);
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads the array; what it gives after a fault means nothing.</summary>
    internal static EventLog Read(CborCursor cursor)
    {
        int count = cursor.EnterArray(0, TpmLimits.Events, $"at most {TpmLimits.Events} events");
        List<TpmEvent> events = [];
        for (int i = 0; i < count && TpmEvent.Read(cursor) is { } read; i++)
        {
            events.Add(read);
        }

        cursor.LeaveArray();
        return new EventLog(events);
    }
}
