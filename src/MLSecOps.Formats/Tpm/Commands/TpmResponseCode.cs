using System.Buffers.Binary;
using System.Globalization;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>What a TPM says about a command (TPM 2.0 Library, Part 2, 6.6): success, an error, or a warning that passes.</summary>
/// <param name="Value">As sent.</param>
public readonly record struct TpmResponseCode(uint Value)
{
    private const int HeaderBytes = 10;
    private const uint FormatOne = 0x080;
    private const uint Warning = 0x900;
    private const uint VersionOne = 0x100;

    private static readonly Dictionary<uint, string> Names = new()
    {
        [0x000] = "TPM_RC_SUCCESS",
        [0x01e] = "TPM_RC_BAD_TAG",
        [0x100] = "TPM_RC_INITIALIZE",
        [0x101] = "TPM_RC_FAILURE",
        [0x120] = "TPM_RC_DISABLED",
        [0x125] = "TPM_RC_AUTH_MISSING",
        [0x12d] = "TPM_RC_UPGRADE",
        [0x142] = "TPM_RC_COMMAND_SIZE",
        [0x143] = "TPM_RC_COMMAND_CODE",
        [0x146] = "TPM_RC_NV_RANGE",
        [0x148] = "TPM_RC_NV_LOCKED",
        [0x149] = "TPM_RC_NV_AUTHORIZATION",
        [0x14a] = "TPM_RC_NV_UNINITIALIZED",
        [0x14b] = "TPM_RC_NV_SPACE",
        [0x14c] = "TPM_RC_NV_DEFINED",
        [0x155] = "TPM_RC_SENSITIVE",
        [0x901] = "TPM_RC_CONTEXT_GAP",
        [0x902] = "TPM_RC_OBJECT_MEMORY",
        [0x903] = "TPM_RC_SESSION_MEMORY",
        [0x904] = "TPM_RC_MEMORY",
        [0x905] = "TPM_RC_SESSION_HANDLES",
        [0x906] = "TPM_RC_OBJECT_HANDLES",
        [0x907] = "TPM_RC_LOCALITY",
        [0x908] = "TPM_RC_YIELDED",
        [0x909] = "TPM_RC_CANCELED",
        [0x90a] = "TPM_RC_TESTING",
        [0x910] = "TPM_RC_REFERENCE_H0",
        [0x918] = "TPM_RC_REFERENCE_S0",
        [0x920] = "TPM_RC_NV_RATE",
        [0x921] = "TPM_RC_LOCKOUT",
        [0x922] = "TPM_RC_RETRY",
        [0x923] = "TPM_RC_NV_UNAVAILABLE",
        [FormatOne | 0x02] = "TPM_RC_ATTRIBUTES",
        [FormatOne | 0x04] = "TPM_RC_VALUE",
        [FormatOne | 0x05] = "TPM_RC_HIERARCHY",
        [FormatOne | 0x0b] = "TPM_RC_HANDLE",
        [FormatOne | 0x0e] = "TPM_RC_AUTH_FAIL",
        [FormatOne | 0x12] = "TPM_RC_SCHEME",
        [FormatOne | 0x15] = "TPM_RC_SIZE",
        [FormatOne | 0x1d] = "TPM_RC_POLICY_FAIL",
        [FormatOne | 0x1f] = "TPM_RC_INTEGRITY",
        [FormatOne | 0x20] = "TPM_RC_TICKET",
        [FormatOne | 0x22] = "TPM_RC_BAD_AUTH",
    };

    /// <summary>Done.</summary>
    public bool IsSuccess => Value == 0;

    /// <summary>The TPM could not just now: the same command may work a moment later.</summary>
    public bool MayRetry => Value is 0x908 or 0x909 or 0x90a or 0x920 or 0x922 or 0x923;

    /// <summary>The TPM was started already.</summary>
    public bool IsInitialised => Value == 0x100;

    /// <summary>There is no such index or object: TPM_RC_HANDLE, whichever handle of the command it means.</summary>
    public bool IsNoSuchHandle => Base == (FormatOne | 0x0b);

    /// <summary>The index was defined and never written.</summary>
    public bool IsNvUninitialised => Value == 0x14a;

    /// <summary>The index is defined already.</summary>
    public bool IsNvDefined => Value == 0x14c;

    // Format one (bit 7) says in the bits above which parameter, handle or session is meant.
    private uint Base => (Value & FormatOne) != 0 ? Value & 0x0bf : Value;

    /// <summary>The code of an answer; null when its header does not state its length, or is none.</summary>
    /// <param name="answer">Untrusted.</param>
    public static TpmResponseCode? Of(ReadOnlyMemory<byte> answer) =>
        answer.Length is >= HeaderBytes and <= TpmCommandLimits.MessageBytes && BinaryPrimitives.ReadUInt32BigEndian(answer.Span[2..]) == answer.Length
            ? new TpmResponseCode(BinaryPrimitives.ReadUInt32BigEndian(answer.Span[6..]))
            : null;

    /// <summary>The name, what it is about, and the number: <c>TPM_RC_VALUE, parameter 1 (0x1c4)</c>.</summary>
    public override string ToString()
    {
        string name = Names.GetValueOrDefault(Base)
            ?? ((Value & FormatOne) == 0 && (Value & Warning) == Warning ? "a warning" : (Value & VersionOne) != 0 ? "an error" : "no code of TPM 2.0");
        return string.Create(CultureInfo.InvariantCulture, $"{name}{About} (0x{Value:x3})");
    }

    // Part 2, 6.6.2: bit 6 means a parameter with its number in bits 8 to 11; else bit 11 tells a session from a handle.
    private string About => (Value & FormatOne) == 0 ? string.Empty : ((Value & 0x040) != 0, (Value >> 8) & 0xf) switch
    {
        (true, uint number) => string.Create(CultureInfo.InvariantCulture, $", parameter {number}"),
        (false, > 8 and uint session) => string.Create(CultureInfo.InvariantCulture, $", session {session - 8}"),
        (false, > 0 and uint handle) => string.Create(CultureInfo.InvariantCulture, $", handle {handle}"),
        _ => string.Empty,
    };
}
