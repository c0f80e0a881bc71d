using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Inspection;

/// <summary>Reads a job in the worker. Strict and bounded: a launcher of another version is refused instead of half understood.</summary>
public static class InspectionJobParser
{
    /// <summary>Reads a job of at most <see cref="InspectionLimits.JobBytes"/> bytes. The paths in it come from a package: untrusted.</summary>
    public static Parsed<InspectionJob> Parse(ReadOnlySpan<byte> input) =>
        StrictJsonReader.Parse(input, InspectionLimits.JobBytes, InspectionReasons.JobMalformed, ReadJob);

    private static InspectionJob ReadJob(ref StrictJsonReader json)
    {
        InspectedFile? model = null, installed = null;
        List<CoveredFile>? files = null;
        bool weights = false;
        uint seen = 0;
        json.StartObject();
        while (json.TryNextMember(InspectionNames.Job, ref seen, out int member))
        {
            switch (member)
            {
                case 0: json.Constant(InspectionJob.Schema); break;
                case 1: model = ReadFile(ref json); break;
                case 2: weights = json.Truth(); break;
                case 3: installed = ReadFile(ref json); break;
                default: files = ReadCovered(ref json); break;
            }
        }

        StrictJsonReader.Require(InspectionNames.Job, seen, InspectionNames.JobRequired);
        return new InspectionJob(model!, installed, files, weights);
    }

    private static InspectedFile ReadFile(ref StrictJsonReader json)
    {
        InspectedFile file = json.Object(InspectionNames.File, InspectionNames.FileRequired, new InspectedFile("", 0, 0), static (ref json, file, member) => member switch
        {
            0 => file with { Path = Path(ref json) },
            1 => file with { Offset = json.Whole(0, long.MaxValue) },
            2 => file with { Length = json.Whole(0, long.MaxValue) },
            _ => file with { Sha256 = Sha256Digest.TryParseHex(json.Text(2 * Sha256Digest.Size), out Sha256Digest digest) ? digest : throw new MalformedJsonException("64 hexadecimal digits") },
        });
        return file.Length <= long.MaxValue - file.Offset ? file : throw new MalformedJsonException("a range that ends below 2^63");
    }

    private static List<CoveredFile> ReadCovered(ref StrictJsonReader json) => json.Objects(
        Limits.Files, InspectionNames.Covered, InspectionNames.CoveredRequired, new CoveredFile("", 0),
        static (ref json, file, member) => member == 0 ? file with { Path = Path(ref json) } : file with { Length = json.Whole(0, long.MaxValue) });

    private static string Path(ref StrictJsonReader json) =>
        json.Text(InspectionLimits.TextLength) is { Length: > 0 } path ? path : throw new MalformedJsonException("a path");
}
