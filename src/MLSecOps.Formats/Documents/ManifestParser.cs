using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Packages;

namespace MLSecOps.Formats.Documents;

/// <summary>Reads a model manifest, schema <c>mlsec.model-manifest/1</c> (design §4), from the exact bytes that were signed.</summary>
/// <remarks>
/// At most <see cref="Limits.DocumentBytes"/>. Required: schema, model, version, release, format, issued, expires, files. Lists that
/// restrict (<c>audience</c>, <c>targets.hardware</c>) are either absent or not empty: an empty one could be read as "none" or as
/// "any". A package of format <c>onnx</c> has exactly one file of role <c>model</c> (further weights are <c>external-data</c>), one
/// of format <c>opaque</c> at least one, since some engines come in several files.
/// </remarks>
public static class ManifestParser
{
    private static readonly string[] Members =
        ["schema", "model", "version", "release", "format", "issued", "expires", "files", "audience", "targets", "provenance"];

    private static readonly string[] FileMembers = ["path", "role", "size_bytes", "fsverity_sha256"];
    private static readonly string[] TargetMembers = ["hardware", "min_agent"];
    private static readonly string[] ProvenanceMembers = ["source", "training_data_sha256"];

    /// <summary>Reads the manifest.</summary>
    /// <param name="document">Exact bytes; untrusted until their signature has been verified.</param>
    public static Parsed<ModelManifest> Parse(ReadOnlySpan<byte> document)
    {
        DocumentReader reader = DocumentReader.Open(document);
        string model = "", version = "";
        long release = 0;
        ModelFormat format = default;
        DateTimeOffset issued = default, expires = default;
        List<ManifestFile> files = [];
        List<string> audience = [];
        (List<string> Hardware, string? MinAgent) targets = ([], null);
        Provenance? provenance = null;
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(Members, ref seen, out int member))
        {
            switch (member)
            {
                case 0:
                    reader.Schema(ManifestNames.Schema);
                    break;
                case 1:
                    model = reader.Text(ManifestNames.IsModel, "a model name [a-z0-9][a-z0-9-]{0,62}");
                    break;
                case 2:
                    version = reader.Text(IsVersion, "a semantic version 2.0");
                    break;
                case 3:
                    release = reader.Integer(1, Limits.Release);
                    break;
                case 4:
                    format = ManifestNames.FindFormat(reader.Text(text => ManifestNames.FindFormat(text) is not null, "onnx or opaque")) ?? default;
                    break;
                case 5:
                    issued = reader.Date();
                    break;
                case 6:
                    expires = reader.Date();
                    break;
                case 7:
                    ReadFiles(ref reader, files);
                    break;
                case 8:
                    audience = ReadNames(ref reader, "fleet");
                    break;
                case 9:
                    targets = ReadTargets(ref reader);
                    break;
                default:
                    provenance = ReadProvenance(ref reader);
                    break;
            }
        }

        reader.Require(Members, seen, 0b0000_1111_1111);
        reader.End();
        CheckWhole(ref reader, format, issued, expires, files);
        return reader.Fault is { } fault
            ? fault
            : new ModelManifest(model, version, release, format, audience, issued, expires, targets.Hardware, targets.MinAgent, files, provenance);
    }

    private static void CheckWhole(ref DocumentReader reader, ModelFormat format, DateTimeOffset issued, DateTimeOffset expires, List<ManifestFile> files)
    {
        if (reader.Fault is not null)
        {
            return;
        }

        if (expires <= issued)
        {
            reader.Fail(PackageReasons.ManifestValue, "expires later than issued", DocumentDate.Format(expires));
        }

        int models = files.Count(file => file.Role == FileRole.Model);
        if (models == 0 || (models > 1 && format == ModelFormat.Onnx))
        {
            reader.Fail(PackageReasons.ManifestValue, format == ModelFormat.Onnx ? "exactly one file of role model" : "a file of role model", $"{models} such files");
        }

        int conflict = PackagePath.FindConflict([.. files.Select(file => file.Path)]);
        if (conflict >= 0)
        {
            reader.Fail(PackageReasons.PathConflict, "paths that differ in more than letter case, none a folder of another", files[conflict].Path);
        }
    }

    private static void ReadFiles(ref DocumentReader reader, List<ManifestFile> files)
    {
        reader.EnterArray();
        while (reader.NextElement())
        {
            if (files.Count == Limits.Files)
            {
                reader.Fail(PackageReasons.ManifestValue, $"at most {Limits.Files} files");
                return;
            }

            files.Add(ReadFile(ref reader));
        }
    }

    private static ManifestFile ReadFile(ref DocumentReader reader)
    {
        string path = "";
        FileRole role = default;
        long size = 0;
        Sha256Digest digest = default;
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(FileMembers, ref seen, out int member))
        {
            switch (member)
            {
                case 0:
                    path = ReadPath(ref reader);
                    break;
                case 1:
                    role = ManifestNames.FindRole(reader.Text(text => ManifestNames.FindRole(text) is not null, "a role of the schema")) ?? default;
                    break;
                case 2:
                    size = reader.Integer(0, Limits.FileBytes);
                    break;
                default:
                    digest = reader.Digest();
                    break;
            }
        }

        reader.Require(FileMembers, seen, 0b1111);
        return new ManifestFile(path, role, size, digest);
    }

    private static string ReadPath(ref DocumentReader reader)
    {
        DocumentReader at = reader;
        string path = reader.Text(_ => true, "a package path");
        if (reader.Fault is null && !PackagePath.IsValid(path))
        {
            at.Fail(PackageReasons.PathInvalid, "a package path", path.Length <= Limits.PathBytes ? path : path[..Limits.PathBytes]);
            reader = at;
        }

        return path;
    }

    private static (List<string> Hardware, string? MinAgent) ReadTargets(ref DocumentReader reader)
    {
        List<string> hardware = [];
        string? agent = null;
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(TargetMembers, ref seen, out int member))
        {
            if (member == 0)
            {
                hardware = ReadNames(ref reader, "hardware");
            }
            else
            {
                agent = reader.Text(IsVersion, "a semantic version 2.0");
            }
        }

        return (hardware, agent);
    }

    private static Provenance ReadProvenance(ref DocumentReader reader)
    {
        string? source = null;
        Sha256Digest? data = null;
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(ProvenanceMembers, ref seen, out int member))
        {
            if (member == 0)
            {
                source = reader.Text(IsText, $"1 to {Limits.TextLength} characters without control characters");
            }
            else
            {
                data = reader.Digest();
            }
        }

        return new Provenance(source, data);
    }

    private static List<string> ReadNames(ref DocumentReader reader, string what)
    {
        List<string> names = [];
        reader.EnterArray();
        while (reader.NextElement())
        {
            string name = reader.Text(text => ManifestNames.IsLabel(text) && !names.Contains(text), $"a {what} name [A-Za-z0-9][A-Za-z0-9._-]{{0,62}}, each once");
            if (names.Count == Limits.Names)
            {
                reader.Fail(PackageReasons.ManifestValue, $"at most {Limits.Names} names");
            }

            names.Add(name);
        }

        if (names.Count == 0)
        {
            reader.Fail(PackageReasons.ManifestValue, $"at least one {what} name, or no such member");
        }

        return names;
    }

    private static bool IsVersion(string text) => SemanticVersion.TryParse(text) is not null;

    private static bool IsText(string text) => text.Length is > 0 and <= Limits.TextLength && !text.Any(char.IsControl);
}
