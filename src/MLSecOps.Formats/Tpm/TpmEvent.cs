using System.Formats.Cbor;

using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Tpm;

/// <summary>One event of the agent's log: extended into its PCR before it takes effect, so that it cannot be taken back.</summary>
/// <remarks>
/// Written as the deterministic CBOR array <c>[kind uint, content bstr]</c>; its SHA-256 is what the PCR is extended with. The content is a CBOR array too:
/// <code>
/// 1  agent start     [agent_sha256 bstr32, configuration_sha256 bstr32, engine tstr]
/// 2  model current   [model tstr, manifest_sha256 bstr32]
/// </code>
/// </remarks>
public sealed record TpmEvent
{
    private const string FormOfStart = "an agent's digest, that of its configuration, and its engine";

    private TpmEvent(TpmEventKind kind, string subject, Sha256Digest digest, Sha256Digest? configuration)
    {
        Kind = kind;
        Subject = subject;
        Digest = digest;
        Configuration = configuration;
    }

    /// <summary>What it says.</summary>
    public TpmEventKind Kind { get; }

    /// <summary>Of an agent's start: the engine, free text. Of a model: the slot's name.</summary>
    public string Subject { get; }

    /// <summary>Of an agent's start: SHA-256 of its executable. Of a model: of its manifest.</summary>
    public Sha256Digest Digest { get; }

    /// <summary>Of an agent's start: SHA-256 of its effective configuration; else null.</summary>
    public Sha256Digest? Configuration { get; }

    /// <summary>With this the PCR is extended.</summary>
    public Sha256Digest Measurement => Sha256Digest.Of(Encode());

    /// <summary>An agent starts.</summary>
    /// <param name="agent">SHA-256 of its executable.</param>
    /// <param name="configuration">SHA-256 of its effective configuration.</param>
    /// <param name="engine">What it runs models with: at most 512 printable ASCII characters.</param>
    /// <exception cref="ArgumentException">Another text; a programming error.</exception>
    public static TpmEvent AgentStart(Sha256Digest agent, Sha256Digest configuration, string engine) => IsEngine(engine)
        ? new TpmEvent(TpmEventKind.AgentStart, engine, agent, configuration)
        : throw new ArgumentException("An engine is at most 512 printable ASCII characters.", nameof(engine));

    /// <summary>A release is made current.</summary>
    /// <param name="model">The slot's name.</param>
    /// <param name="manifest">SHA-256 of its manifest.</param>
    /// <exception cref="ArgumentException">No slot's name; a programming error.</exception>
    public static TpmEvent ModelCurrent(string model, Sha256Digest manifest) => ManifestNames.IsModel(model)
        ? new TpmEvent(TpmEventKind.ModelCurrent, model, manifest, null)
        : throw new ArgumentException("No name of a slot.", nameof(model));

    /// <summary>The array.</summary>
    public byte[] Encode()
    {
        CborWriter writer = CborOutput.Create();
        Write(writer);
        return writer.Encode();
    }

    internal void Write(CborWriter writer)
    {
        CborWriter content = CborOutput.Create();
        content.WriteStartArray(Kind == TpmEventKind.AgentStart ? 3 : 2);
        if (Kind == TpmEventKind.AgentStart)
        {
            content.WriteDigest(Digest);
            content.WriteDigest(Configuration!.Value);
            content.WriteTextString(Subject);
        }
        else
        {
            content.WriteTextString(Subject);
            content.WriteDigest(Digest);
        }

        content.WriteEndArray();
        writer.WriteStartArray(2);
        writer.WriteInt32((int)Kind);
        writer.WriteByteString(content.Encode());
        writer.WriteEndArray();
    }

    /// <summary>Reads the array; null after a fault.</summary>
    internal static TpmEvent? Read(CborCursor cursor)
    {
        cursor.EnterArray(2, 2, "an event of kind and content");
        long at = cursor.Offset;
        long kind = cursor.Integer(1, int.MaxValue, "a kind of event");
        if (kind > (int)TpmEventKind.ModelCurrent)
        {
            // An event that is not understood may be the one that says what is wrong.
            cursor.FailAt(at, EvidenceReasons.ClaimUnknown, "a known kind of event", $"{kind}");
        }

        ReadOnlyMemory<byte> bytes = cursor.Bytes(1, TpmLimits.EventBytes, "an event's content");
        if (cursor.Fault is not null)
        {
            return null;
        }

        CborCursor content = CborCursor.Open(bytes, TpmLimits.EventBytes, TpmReasons.EvidenceMalformed, cursor.Offset - bytes.Length);
        TpmEvent? read = (TpmEventKind)kind == TpmEventKind.AgentStart ? ReadStart(content) : ReadModel(content);
        if (content.Fault is { } fault)
        {
            cursor.Adopt(fault);
        }

        cursor.LeaveArray();
        return read;
    }

    private static TpmEvent? ReadStart(CborCursor content)
    {
        content.EnterArray(3, 3, FormOfStart);
        Sha256Digest agent = content.Digest("an agent's digest"), configuration = content.Digest("a configuration's digest");
        string engine = content.Text(EvidenceLimits.EngineLength, IsEngine, "an engine in printable ASCII");
        content.LeaveArray();
        return content.Fault is null ? new TpmEvent(TpmEventKind.AgentStart, engine, agent, configuration) : null;
    }

    private static TpmEvent? ReadModel(CborCursor content)
    {
        content.EnterArray(2, 2, "a slot's name and its manifest's digest");
        string model = content.Text(Limits.NameBytes, ManifestNames.IsModel, "a slot's name");
        Sha256Digest manifest = content.Digest("a manifest's digest");
        content.LeaveArray();
        return content.Fault is null ? new TpmEvent(TpmEventKind.ModelCurrent, model, manifest, null) : null;
    }

    private static bool IsEngine(string text) => text.Length is > 0 and <= EvidenceLimits.EngineLength && text.All(c => c is >= ' ' and < '\x7f');
}
