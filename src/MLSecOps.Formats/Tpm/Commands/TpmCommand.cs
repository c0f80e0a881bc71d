using MLSecOps.Core.Bytes;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>One command of a TPM: the bytes to send, and how to read what comes back (TPM 2.0 Library, Part 1, 18).</summary>
/// <typeparam name="T">What the answer holds.</typeparam>
public sealed class TpmCommand<T>
    where T : notnull
{
    private const int HeaderBytes = 10;
    private readonly Func<uint, AnswerCursor, T> _read;
    private readonly bool _givesHandle;
    private readonly int _sessions;

    /// <param name="code">Which command.</param>
    /// <param name="handles">What it works on.</param>
    /// <param name="sessions">One for each handle that must be authorised: <see cref="TpmHandles.Password"/> for an empty password, or a policy session. All handles that need one come first.</param>
    /// <param name="parameters">Everything else.</param>
    /// <param name="read">Reads the answer's parameters; gets the handle that the answer has, or 0.</param>
    /// <param name="givesHandle">True when the answer has a handle.</param>
    internal TpmCommand(
        TpmCommandCode code, ReadOnlySpan<uint> handles, ReadOnlySpan<uint> sessions, CommandBytes parameters, Func<uint, AnswerCursor, T> read, bool givesHandle = false)
    {
        _read = read;
        _givesHandle = givesHandle;
        _sessions = sessions.Length;
        IsSlow = code == TpmCommandCode.CreatePrimary;
        CommandBytes body = new();
        foreach (uint handle in handles)
        {
            body.Word(handle);
        }

        if (!sessions.IsEmpty)
        {
            // TPMS_AUTH_COMMAND with an empty nonce and an empty HMAC: handle 4, nonce 2, attributes 1, HMAC 2.
            body.Word((uint)(9 * sessions.Length));
            foreach (uint session in sessions)
            {
                body.Word(session).Short(0).Byte(session == TpmHandles.Password ? (byte)0 : SessionContinues).Short(0);
            }
        }

        body.Raw(parameters.Written);
        Request = new CommandBytes()
            .Short(sessions.IsEmpty ? TagNoSessions : TagSessions)
            .Word((uint)(HeaderBytes + body.Written.Length))
            .Word((uint)code)
            .Raw(body.Written)
            .Written.ToArray();
    }

    private const int TagNoSessions = 0x8001;
    private const int TagSessions = 0x8002;
    private const byte SessionContinues = 1;

    /// <summary>The bytes to send.</summary>
    public ReadOnlyMemory<byte> Request { get; }

    /// <summary>True for what makes keys: seconds, up to a minute for RSA on a slow TPM.</summary>
    public bool IsSlow { get; }

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">Exactly one answer; untrusted. The result may alias it.</param>
    /// <returns>What it holds; a fault with reason and offset for a malformed answer, or for one that says no (<see cref="TpmResponseCode"/>).</returns>
    public Parsed<T> Parse(ReadOnlyMemory<byte> answer)
    {
        if (TpmResponseCode.Of(answer) is not { } code)
        {
            return new FormatFault(Core.Findings.TpmDeviceReasons.AnswerMalformed, 0, "an answer whose header states its length");
        }

        if (!code.IsSuccess)
        {
            return new FormatFault(Core.Findings.TpmDeviceReasons.Refused, 6, "success", code.ToString());
        }

        AnswerCursor cursor = new(answer);
        int tag = cursor.Short("a tag");
        if (tag != (_sessions == 0 ? TagNoSessions : TagSessions))
        {
            cursor.Fail(0, "the tag of the command");
        }

        cursor.Bytes(HeaderBytes - 2, "a header");
        uint handle = _givesHandle ? cursor.Word("a handle") : 0;
        int end = answer.Length;
        if (_sessions > 0)
        {
            int size = cursor.Count(answer.Length, "the size of the parameters");
            end = cursor.Offset + size;
            if (cursor.Fault is null && end > answer.Length)
            {
                cursor.Fail(cursor.Offset, "parameters inside the answer");
            }
        }

        AnswerCursor parameters = cursor.Part(cursor.Fault is null ? end : cursor.Offset);
        T result = _read(handle, parameters);
        cursor.Adopt(parameters, "nothing after the parameters");
        for (int i = 0; i < _sessions; i++)
        {
            cursor.Sized(TpmCommandLimits.DigestBytes, "a session's nonce");
            cursor.Byte("a session's attributes");
            cursor.Sized(TpmCommandLimits.DigestBytes, "a session's HMAC");
        }

        if (!cursor.IsAtEnd)
        {
            cursor.Fail(cursor.Offset, "nothing after the answer");
        }

        return cursor.Fault is { } fault ? fault : result;
    }
}
