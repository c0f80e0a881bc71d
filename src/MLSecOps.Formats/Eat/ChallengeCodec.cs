using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Eat;

/// <summary>A challenge as deterministic CBOR array <c>[kind uint, nonce bstr32, issued uint, expires uint, ueid bstr17 or null]</c>, times in seconds since 1970: the payload of the hub's statement.</summary>
public static class ChallengeCodec
{
    private const int Parts = 5;
    private const int MostBytes = 128;
    private const long LastSecond = 253402300799; // 9999-12-31T23:59:59Z

    /// <summary>Writes the array.</summary>
    /// <param name="challenge">Fractions of seconds are cut off.</param>
    /// <exception cref="ArgumentException">No device would read it; a programming error.</exception>
    public static byte[] Encode(Challenge challenge)
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartArray(Parts);
        writer.WriteInt32((int)challenge.Kind);
        writer.WriteByteString(challenge.Nonce.Span);
        writer.WriteInt64(challenge.Issued.ToUnixTimeSeconds());
        writer.WriteInt64(challenge.Expires.ToUnixTimeSeconds());
        if (challenge.Ueid is { } ueid)
        {
            writer.WriteByteString(ueid.ToBytes());
        }
        else
        {
            writer.WriteNull();
        }

        writer.WriteEndArray();
        byte[] encoded = writer.Encode();
        return Decode(encoded).Match(_ => encoded, fault => throw new ArgumentException($"A challenge needs {fault.Expected}.", nameof(challenge)));
    }

    /// <summary>Reads the array.</summary>
    /// <param name="encoded">Exactly one array; untrusted until its signature has been verified.</param>
    /// <param name="origin">Where it begins in the whole, for the offsets of faults.</param>
    public static Parsed<Challenge> Decode(ReadOnlyMemory<byte> encoded, long origin = 0)
    {
        CborCursor cursor = CborCursor.Open(encoded, MostBytes, EvidenceReasons.ChallengeMalformed, origin);
        cursor.EnterArray(Parts, Parts, "an array of 5");
        ChallengeKind kind = (ChallengeKind)cursor.Integer((int)ChallengeKind.Challenge, (int)ChallengeKind.Epoch, "1 (challenge) or 2 (epoch)");
        ReadOnlyMemory<byte> nonce = cursor.Bytes(Challenge.NonceBytes, Challenge.NonceBytes, "a nonce of 32 bytes");
        long issued = cursor.Integer(0, LastSecond, "seconds since 1970");
        long expires = cursor.Integer(0, LastSecond, "seconds since 1970");
        long at = cursor.Offset;
        Ueid? ueid = null;
        if (!cursor.TryNull())
        {
            ReadOnlyMemory<byte> bytes = cursor.Bytes(Ueid.DeviceBytes, Ueid.DeviceBytes, "a UEID of 17 bytes, or null");
            if (cursor.Fault is null && !Ueid.TryParse(Convert.ToHexStringLower(bytes.Span), out ueid))
            {
                cursor.FailAt(at, EvidenceReasons.ChallengeMalformed, "a UEID of type 01");
            }
        }

        cursor.LeaveArray();
        if (cursor.Fault is null && (kind == ChallengeKind.Epoch != ueid is null || expires <= issued))
        {
            cursor.FailAt(origin, EvidenceReasons.ChallengeMalformed, "a UEID for a challenge and none for an epoch, and an end after the beginning");
        }

        return cursor.Fault is { } fault
            ? fault
            : new Challenge(nonce, DateTimeOffset.FromUnixTimeSeconds(issued), DateTimeOffset.FromUnixTimeSeconds(expires), kind, ueid);
    }
}
