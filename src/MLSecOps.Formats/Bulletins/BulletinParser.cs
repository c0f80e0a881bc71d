using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Bulletins;

/// <summary>Reads a bulletin, schema <c>mlsec.bulletin/1</c>, from the exact bytes that were signed, as strictly as a manifest.</summary>
/// <remarks>At most <see cref="Limits.DocumentBytes"/>; every member but a recall's <c>fallback</c> is required; unknown and duplicate ones are refused.</remarks>
public static class BulletinParser
{
    private static readonly string[] Members = ["schema", "version", "issued", "expires", "recalls", "least_releases", "least_crl_numbers"];
    private static readonly string[] RecallMembers = ["model", "release", "manifest_sha256", "why", "fallback"];
    private static readonly string[] ReleaseMembers = ["release", "manifest_sha256"];
    private static readonly string[] LeastReleaseMembers = ["model", "release"];
    private static readonly string[] LeastCrlMembers = ["authority_sha256", "number"];

    /// <summary>Reads the bulletin.</summary>
    /// <param name="document">Exact bytes; untrusted until their signature has been verified.</param>
    public static Parsed<Bulletin> Parse(ReadOnlySpan<byte> document)
    {
        DocumentReader reader = DocumentReader.Open(document);
        Bulletin bulletin = Read(ref reader);
        return reader.Fault is { } fault ? fault with { Reason = DocumentFault.Of(fault.Reason, DocumentReasons.BulletinSchema, DocumentReasons.BulletinMalformed) } : bulletin;
    }

    private static Bulletin Read(ref DocumentReader reader)
    {
        long version = 0;
        DateTimeOffset issued = default, expires = default;
        List<Recall> recalls = [];
        List<LeastRelease> leastReleases = [];
        List<LeastCrlNumber> leastNumbers = [];
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(Members, ref seen, out int member))
        {
            switch (member)
            {
                case 0:
                    reader.Schema(Bulletin.Schema);
                    break;
                case 1:
                    version = reader.Integer(1, Limits.Release);
                    break;
                case 2:
                    issued = reader.Date();
                    break;
                case 3:
                    expires = reader.Date();
                    break;
                case 4:
                    ReadRecalls(ref reader, recalls);
                    break;
                case 5:
                    ReadLeastReleases(ref reader, leastReleases);
                    break;
                default:
                    ReadLeastNumbers(ref reader, leastNumbers);
                    break;
            }
        }

        reader.Require(Members, seen, 0b111_1111);
        reader.RequireLater(expires, issued);
        reader.End();
        return new Bulletin(version, issued, expires, recalls, leastReleases, leastNumbers);
    }

    private static void ReadRecalls(ref DocumentReader reader, List<Recall> recalls)
    {
        HashSet<Sha256Digest> known = [];
        reader.EnterArray();
        while (reader.NextElement(recalls.Count, BulletinLimits.Recalls))
        {
            string model = "", why = "";
            long release = 0;
            Sha256Digest manifest = default;
            ReleaseId? fallback = null;
            uint seen = 0;
            reader.EnterObject();
            while (reader.NextMember(RecallMembers, ref seen, out int member))
            {
                switch (member)
                {
                    case 0:
                        model = reader.Text(ManifestNames.IsModel, "a model name [a-z0-9][a-z0-9-]{0,62}");
                        break;
                    case 1:
                        release = reader.Integer(1, Limits.Release);
                        break;
                    case 2:
                        reader.Text(text => Sha256Digest.TryParseHex(text, out manifest) && known.Add(manifest), "64 lower-case hexadecimal digits, each manifest once");
                        break;
                    case 3:
                        why = reader.Text(IsWhy, $"1 to {BulletinLimits.WhyLength} printable ASCII characters");
                        break;
                    default:
                        fallback = ReadFallback(ref reader);
                        break;
                }
            }

            reader.Require(RecallMembers, seen, 0b1111);
            if (reader.Fault is null && fallback is not null && fallback.Manifest == manifest)
            {
                reader.Fail(PackageReasons.ManifestValue, "a fallback that is not the recalled release itself");
            }

            recalls.Add(new Recall(model, new ReleaseId(release, manifest), why, fallback));
        }
    }

    private static ReleaseId ReadFallback(ref DocumentReader reader)
    {
        long release = 0;
        Sha256Digest manifest = default;
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(ReleaseMembers, ref seen, out int member))
        {
            if (member == 0)
            {
                release = reader.Integer(1, Limits.Release);
            }
            else
            {
                manifest = reader.Digest();
            }
        }

        reader.Require(ReleaseMembers, seen, 0b11);
        return new ReleaseId(release, manifest);
    }

    private static void ReadLeastReleases(ref DocumentReader reader, List<LeastRelease> least)
    {
        HashSet<string> known = [];
        reader.EnterArray();
        while (reader.NextElement(least.Count, BulletinLimits.Models))
        {
            string model = "";
            long release = 0;
            uint seen = 0;
            reader.EnterObject();
            while (reader.NextMember(LeastReleaseMembers, ref seen, out int member))
            {
                if (member == 0)
                {
                    model = reader.Text(text => ManifestNames.IsModel(text) && known.Add(text), "a model name [a-z0-9][a-z0-9-]{0,62}, each once");
                }
                else
                {
                    release = reader.Integer(1, Limits.Release);
                }
            }

            reader.Require(LeastReleaseMembers, seen, 0b11);
            least.Add(new LeastRelease(model, release));
        }
    }

    private static void ReadLeastNumbers(ref DocumentReader reader, List<LeastCrlNumber> least)
    {
        HashSet<Sha256Digest> known = [];
        reader.EnterArray();
        while (reader.NextElement(least.Count, BulletinLimits.Authorities))
        {
            Sha256Digest authority = default;
            long number = 0;
            uint seen = 0;
            reader.EnterObject();
            while (reader.NextMember(LeastCrlMembers, ref seen, out int member))
            {
                if (member == 0)
                {
                    reader.Text(text => Sha256Digest.TryParseHex(text, out authority) && known.Add(authority), "64 lower-case hexadecimal digits, each authority once");
                }
                else
                {
                    number = reader.Integer(0, Limits.Release);
                }
            }

            reader.Require(LeastCrlMembers, seen, 0b11);
            least.Add(new LeastCrlNumber(authority, number));
        }
    }

    // It is shown on terminals and pages: no control, no direction mark, nothing that could look like our own words.
    private static bool IsWhy(string text) => text.Length is > 0 and <= BulletinLimits.WhyLength && text.All(c => c is >= ' ' and < '\x7f');
}
