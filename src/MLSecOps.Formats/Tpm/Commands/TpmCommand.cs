using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>One command of a TPM: the bytes to send, and how to read what comes back (TPM 2.0 Library, Part 1, 18).</summary>
/// <typeparam name="T">What the answer holds.</typeparam>
public sealed class TpmCommand<T>
    where T : notnull
{
    private const int HeaderBytes = 10;
    private const ushort TagNoSessions = 0x8001;
    private const ushort TagSessions = 0x8002;
    private const byte SessionContinues = 1;

    private readonly Func<uint, TpmReader, T> _read;
    private readonly bool _givesHandle;
    private readonly int _sessions;

    /// <param name="code">Which command.</param>
    /// <param name="handles">What it works on.</param>
    /// <param name="sessions">One for each handle that must be authorised: <see cref="TpmHandles.Password"/> for an empty password, or a policy session. All handles that need one come first.</param>
    /// <param name="parameters">Everything else.</param>
    /// <param name="read">Reads the answer's parameters; gets the handle that the answer has, or 0.</param>
    /// <param name="givesHandle">True when the answer has a handle.</param>
    internal TpmCommand(
        TpmCommandCode code, ReadOnlySpan<uint> handles, ReadOnlySpan<uint> sessions, TpmWriter parameters, Func<uint, TpmReader, T> read, bool givesHandle = false)
    {
        _read = read;
        _givesHandle = givesHandle;
        _sessions = sessions.Length;
        Name = $"TPM2_{code}";
        IsSlow = code == TpmCommandCode.CreatePrimary;
        TpmWriter body = new();
        foreach (uint handle in handles)
        {
            body.UInt32(handle);
        }

        if (!sessions.IsEmpty)
        {
            // TPMS_AUTH_COMMAND with an empty nonce and an empty HMAC: handle 4, nonce 2, attributes 1, HMAC 2.
            body.UInt32((uint)(9 * sessions.Length));
            foreach (uint session in sessions)
            {
                body.UInt32(session).UInt16(0).UInt8(session == TpmHandles.Password ? (byte)0 : SessionContinues).UInt16(0);
            }
        }

        body.Bytes(parameters.ToArray());
        Request = new TpmWriter()
            .UInt16(sessions.IsEmpty ? TagNoSessions : TagSessions)
            .UInt32((uint)(HeaderBytes + body.Length))
            .UInt32((uint)code)
            .Bytes(body.ToArray())
            .ToArray();
    }

    /// <summary>The bytes to send.</summary>
    public ReadOnlyMemory<byte> Request { get; }

    /// <summary>Such as <c>TPM2_Quote</c>.</summary>
    public string Name { get; }

    /// <summary>True for what makes keys: seconds, up to a minute for RSA on a slow TPM.</summary>
    public bool IsSlow { get; }

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">Exactly one answer; untrusted. The result may alias it.</param>
    /// <returns>What it holds; a fault with reason and offset for a malformed answer, or for one that says no (<see cref="TpmResponseCode"/>).</returns>
    public Parsed<T> Parse(ReadOnlyMemory<byte> answer)
    {
        if (TpmResponseCode.Of(answer) is not { } code)
        {
            return new FormatFault(TpmReasons.Malformed, 0, "an answer whose header states its length");
        }

        if (!code.IsSuccess)
        {
            return new FormatFault(TpmDeviceReasons.Refused, 6, "success", code.ToString());
        }

        TpmReader cursor = new(answer);
        cursor.Demand(_sessions == 0 ? TagNoSessions : TagSessions, TpmReasons.Malformed, "the tag of the command");
        cursor.Take(HeaderBytes - 2, "a header");
        uint handle = _givesHandle ? cursor.UInt32("a handle") : 0;
        int size = _sessions == 0 ? cursor.Remaining : cursor.Count(answer.Length, "bytes of parameters");
        long origin = cursor.Offset;
        TpmReader parameters = new(cursor.Take(size, "parameters inside the answer"), origin);
        T result = _read(handle, parameters);
        parameters.End();
        if (cursor.Fault is null && parameters.Fault is { } inside)
        {
            cursor.Adopt(inside);
        }

        for (int i = 0; i < _sessions; i++)
        {
            cursor.Sized(TpmLimits.Digest, "a session's nonce");
            cursor.UInt8("a session's attributes");
            cursor.Sized(TpmLimits.Digest, "a session's HMAC");
        }

        cursor.End();
        return cursor.Fault is { } fault ? fault : result;
    }
}
