using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Cose;

/// <summary>One of the two header maps of a message.</summary>
internal sealed class CoseHeader
{
    /// <summary>The labels met, as text: integers in decimal, text with a quote before it.</summary>
    public HashSet<string> Seen { get; } = [];

    /// <summary>Key identifier.</summary>
    public ReadOnlyMemory<byte>? KeyId { get; private set; }

    /// <summary>Content type.</summary>
    public string? ContentType { get; private set; }

    /// <summary>Certificates of x5chain.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; private set; } = [];

    /// <summary>Reads the map at which the cursor stands.</summary>
    /// <param name="cursor">Takes the fault.</param>
    /// <param name="covered">True for the protected map, in which the algorithm must stand and everything that is believed.</param>
    public static CoseHeader Read(CborCursor cursor, bool covered)
    {
        CoseHeader header = new();
        long start = cursor.Offset;
        bool algorithm = false;
        int pairs = cursor.EnterMap("a header map");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            if (cursor.IsText)
            {
                header.Seen.Add("'" + cursor.Text(CoseLimits.ContentTypeLength, _ => true, "a header label"));
                cursor.Skip();
                continue;
            }

            long at = cursor.Offset;
            long label = cursor.Integer(long.MinValue, long.MaxValue, "a header label");
            header.Seen.Add($"{label}");
            switch (label)
            {
                case CoseLabels.Algorithm when covered:
                    ReadAlgorithm(cursor);
                    algorithm = true;
                    break;
                case CoseLabels.Algorithm:
                    cursor.FailAt(at, EvidenceReasons.CoseAlgorithm, "the algorithm in the protected header only");
                    break;
                case CoseLabels.Critical:
                    cursor.FailAt(at, EvidenceReasons.CoseCritical, "no critical header");
                    break;
                case CoseLabels.KeyId when covered:
                    header.KeyId = cursor.Bytes(1, CoseLimits.KeyIdBytes, "a key identifier of 1 to 64 bytes");
                    break;
                case CoseLabels.ContentType when covered:
                    header.ContentType = cursor.Text(CoseLimits.ContentTypeLength, text => text.Length > 0, "a content type as text");
                    break;
                case CoseLabels.X5Chain when !covered:
                    header.Certificates = ReadCertificates(cursor);
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        cursor.LeaveMap();
        if (covered && !algorithm)
        {
            cursor.FailAt(start, EvidenceReasons.CoseAlgorithm, "ES256 in the protected header", "no algorithm");
        }

        return header;
    }

    private static void ReadAlgorithm(CborCursor cursor)
    {
        long at = cursor.Offset;
        if (!cursor.IsInteger)
        {
            cursor.Fail(EvidenceReasons.CoseAlgorithm, "ES256 (-7)");
            return;
        }

        long algorithm = cursor.Integer(long.MinValue, long.MaxValue, "ES256 (-7)");
        if (algorithm != CoseLabels.Es256)
        {
            cursor.FailAt(at, EvidenceReasons.CoseAlgorithm, "ES256 (-7)", $"{algorithm}");
        }
    }

    // RFC 9360, 2: one certificate as a byte string, or an array of at least two.
    private static List<ReadOnlyMemory<byte>> ReadCertificates(CborCursor cursor)
    {
        const string expected = "a certificate as a byte string";
        List<ReadOnlyMemory<byte>> certificates = [];
        int count = cursor.IsArray ? cursor.EnterArray(2, CoseLimits.Certificates, $"2 to {CoseLimits.Certificates} certificates") : 0;
        if (count == 0)
        {
            certificates.Add(cursor.Bytes(1, CoseLimits.CertificateBytes, expected));
            return certificates;
        }

        for (int i = 0; i < count && cursor.Fault is null; i++)
        {
            certificates.Add(cursor.Bytes(1, CoseLimits.CertificateBytes, expected));
        }

        cursor.LeaveArray();
        return certificates;
    }
}
