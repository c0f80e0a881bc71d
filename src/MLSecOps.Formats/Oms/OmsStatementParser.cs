using System.Globalization;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Oms;

/// <summary>Reads the statement that an OMS bundle signs (OMS v1.0, 5 to 8).</summary>
/// <remarks>
/// The order of resources is not checked: the specification asks for code points, its reference producer sorts by path components. The
/// root digest is computed in the order that stands there. Shards may state the algorithm as <c>sha256-sharded-N</c>, as old ones do.
/// </remarks>
public static class OmsStatementParser
{
    internal const string Type = "https://in-toto.io/Statement/v1";
    internal const string Predicate = "https://model_signing/signature/v1.0";
    private const string LegacyPredicate = "https://model_signing/Digests/v0.1";

    /// <summary>Reads the statement.</summary>
    /// <param name="payload">The signed bytes; untrusted as long as the signature is not verified.</param>
    public static Parsed<OmsStatement> Parse(ReadOnlyMemory<byte> payload) =>
        OmsJson.Parse(payload, Limits.OmsBundleBytes, "statement", OmsReasons.StatementMalformed, Read);

    private static OmsStatement Read(OmsJson statement)
    {
        string predicateType = statement.Member("predicateType").Text();
        if (predicateType == LegacyPredicate)
        {
            throw new OmsFaultException(OmsReasons.LegacyForm, Predicate, predicateType);
        }

        if (statement.Member("_type").Text() != Type || predicateType != Predicate)
        {
            throw statement.Fault($"_type {Type} and predicateType {Predicate}");
        }

        IReadOnlyList<OmsJson> subjects = statement.Member("subject").Items();
        if (subjects.Count != 1)
        {
            throw statement.Fault("one subject");
        }

        OmsJson predicate = statement.Member("predicate"), serialization = predicate.Member("serialization");
        serialization.Only("method", "hash_type", "allow_symlinks", "shard_size", "ignore_paths");
        string method = serialization.Member("method").Text(), hash = serialization.Member("hash_type").Text();
        int digits = hash switch { "sha256" or "blake3" => 64, "blake2b" => 128, _ => throw serialization.Fault("hash_type sha256, blake2b or blake3") };
        if (method is not ("files" or "shards"))
        {
            throw serialization.Fault("method files or shards");
        }

        long? size = method == "shards" ? serialization.Member("shard_size").Whole() : null;
        bool links = serialization.Member("allow_symlinks").Boolean();
        List<string> ignored = [.. (serialization.Find("ignore_paths")?.Items() ?? []).Select(item => item.Text())];
        List<OmsResource> resources = ReadResources(predicate, hash, digits, size);
        string root = subjects[0].Member("digest").Member("sha256").Text(), measured = OmsRoot.Of(resources);
        return root == measured
            ? new OmsStatement(subjects[0].Member("name").Text(), hash, size, links, ignored, resources)
            : throw new OmsFaultException(OmsReasons.RootMismatch, measured, root);
    }

    private static List<OmsResource> ReadResources(OmsJson predicate, string hash, int digits, long? shardSize)
    {
        List<OmsResource> resources = [];
        HashSet<string> names = [];
        foreach (OmsJson item in predicate.Member("resources").Items())
        {
            string name = item.Member("name").Text(), digest = item.Member("digest").Text(), algorithm = item.Member("algorithm").Text();
            bool known = algorithm == hash || (shardSize is { } size && algorithm == $"{hash}-sharded-{size}");
            if (!known || digest.Length != digits || digest.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            {
                throw item.Fault($"{digits} lower-case hexadecimal digits of {hash}");
            }

            if (!names.Add(name))
            {
                throw item.Fault("each name once");
            }

            resources.Add(shardSize is null ? new OmsResource(PathOf(name, item), 0, null, digest) : ShardOf(name, digest, item));
        }

        return resources.Count > 0 ? resources : throw predicate.Fault("at least one resource");
    }

    // "path:start:end"; the path itself may hold colons, so the last two count.
    private static OmsResource ShardOf(string name, string digest, OmsJson item)
    {
        int second = name.LastIndexOf(':'), first = second > 0 ? name.LastIndexOf(':', second - 1) : -1;
        return first > 0 && Number(name.AsSpan(first + 1, second - first - 1)) is { } start && Number(name.AsSpan(second + 1)) is { } end && start < end
            ? new OmsResource(PathOf(name[..first], item), start, end, digest)
            : throw item.Fault("a shard's name, path:start:end");
    }

    private static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && (text.Length == 1 || text[0] != '0') ? value : null;

    private static string PathOf(string path, OmsJson item)
    {
        bool fits = path == "." || (path.Length > 0 && !path.AsSpan().ContainsAny('\0', '\\') && !path.Split('/').Any(part => part is "" or "." or ".."));
        return fits ? path : throw item.Fault("a relative path without dot segments, empty segments, backslash or NUL");
    }
}
