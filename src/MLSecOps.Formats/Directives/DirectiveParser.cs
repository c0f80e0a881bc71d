using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Directives;

/// <summary>Reads a directive, schema <c>mlsec.directive/1</c>, from the exact bytes that were signed, as strictly as a manifest.</summary>
/// <remarks>At most <see cref="Limits.DocumentBytes"/>; every member is required; unknown and duplicate ones are refused.</remarks>
public static class DirectiveParser
{
    private static readonly string[] Members = ["schema", "fleet", "scope", "sequence", "issued", "expires", "hold", "desired"];
    private static readonly string[] ScopeMembers = ["device", "group"];
    private static readonly string[] ReleaseMembers = ["model", "release", "manifest_sha256", "size_bytes", "sources"];

    /// <summary>Reads the directive.</summary>
    /// <param name="document">Exact bytes; untrusted until their signature has been verified.</param>
    public static Parsed<Directive> Parse(ReadOnlySpan<byte> document)
    {
        DocumentReader reader = DocumentReader.Open(document);
        Directive directive = Read(ref reader);
        return reader.Fault is { } fault ? fault with { Reason = DocumentFault.Of(fault.Reason, EvidenceReasons.DirectiveSchema, EvidenceReasons.DirectiveMalformed) } : directive;
    }

    private static Directive Read(ref DocumentReader reader)
    {
        string fleet = "";
        DirectiveScope? scope = null;
        long sequence = 0;
        DateTimeOffset issued = default, expires = default;
        bool hold = false;
        List<DesiredRelease> desired = [];
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(Members, ref seen, out int member))
        {
            switch (member)
            {
                case 0:
                    reader.Schema(Directive.Schema);
                    break;
                case 1:
                    fleet = reader.Text(ManifestNames.IsLabel, "a fleet name [A-Za-z0-9][A-Za-z0-9._-]{0,62}");
                    break;
                case 2:
                    scope = ReadScope(ref reader);
                    break;
                case 3:
                    sequence = reader.Integer(1, Limits.Release);
                    break;
                case 4:
                    issued = reader.Date();
                    break;
                case 5:
                    expires = reader.Date();
                    break;
                case 6:
                    hold = reader.Boolean();
                    break;
                default:
                    desired = ReadDesired(ref reader);
                    break;
            }
        }

        reader.Require(Members, seen, 0b1111_1111);
        reader.RequireLater(expires, issued);
        reader.End();
        return new Directive(fleet, scope ?? new DirectiveScope.Group(""), sequence, issued, expires, hold, desired);
    }

    private static DirectiveScope? ReadScope(ref DocumentReader reader)
    {
        DirectiveScope? scope = null;
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(ScopeMembers, ref seen, out int member))
        {
            if (scope is not null)
            {
                reader.Fail(PackageReasons.ManifestValue, "either device or group");
            }
            else if (member == 0)
            {
                Ueid? ueid = null;
                reader.Text(text => Ueid.TryParse(text, out ueid), "a UEID of 34 lower-case hexadecimal digits that begin with 01");
                scope = ueid is null ? null : new DirectiveScope.Device(ueid);
            }
            else
            {
                scope = new DirectiveScope.Group(reader.Text(ManifestNames.IsLabel, "a group name [A-Za-z0-9][A-Za-z0-9._-]{0,62}"));
            }
        }

        if (scope is null)
        {
            reader.Fail(PackageReasons.ManifestMemberMissing, "device or group");
        }

        return scope;
    }

    private static List<DesiredRelease> ReadDesired(ref DocumentReader reader)
    {
        List<DesiredRelease> desired = [];
        reader.EnterArray();
        while (reader.NextElement())
        {
            if (desired.Count == DirectiveLimits.Models)
            {
                reader.Fail(PackageReasons.ManifestValue, $"at most {DirectiveLimits.Models} models");
                break;
            }

            desired.Add(ReadRelease(ref reader, desired));
        }

        return desired;
    }

    private static DesiredRelease ReadRelease(ref DocumentReader reader, List<DesiredRelease> before)
    {
        string model = "";
        long release = 0, size = 0;
        Sha256Digest manifest = default;
        List<string> sources = [];
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(ReleaseMembers, ref seen, out int member))
        {
            switch (member)
            {
                case 0:
                    model = reader.Text(
                        text => ManifestNames.IsModel(text) && !before.Exists(other => other.Model == text),
                        "a model name [a-z0-9][a-z0-9-]{0,62}, each once");
                    break;
                case 1:
                    release = reader.Integer(1, Limits.Release);
                    break;
                case 2:
                    reader.Text(text => Sha256Digest.TryParseHex(text, out manifest), "64 lower-case hexadecimal digits");
                    break;
                case 3:
                    size = reader.Integer(1, DirectiveLimits.PackageBytes);
                    break;
                default:
                    sources = ReadSources(ref reader);
                    break;
            }
        }

        reader.Require(ReleaseMembers, seen, 0b1_1111);
        return new DesiredRelease(model, new ReleaseId(release, manifest), size, sources);
    }

    private static List<string> ReadSources(ref DocumentReader reader)
    {
        List<string> sources = [];
        reader.EnterArray();
        while (reader.NextElement())
        {
            if (sources.Count == DirectiveLimits.Sources)
            {
                reader.Fail(PackageReasons.ManifestValue, $"at most {DirectiveLimits.Sources} sources");
                break;
            }

            sources.Add(reader.Text(text => IsSource(text) && !sources.Contains(text), "an absolute https address without user name or fragment, each once"));
        }

        if (sources.Count == 0)
        {
            reader.Fail(PackageReasons.ManifestValue, "at least one source");
        }

        return sources;
    }

    // Visible ASCII only and no backslash: what is shown, logged and requested is one and the same text.
    private static bool IsSource(string text) =>
        text.Length is > 0 and <= DirectiveLimits.SourceLength
        && text.StartsWith("https://", StringComparison.Ordinal)
        && text.All(c => c is > ' ' and < '\x7f' and not '\\' and not '#')
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        && address is { UserInfo: "", Host.Length: > 0 }
        && !text.AsSpan("https://".Length, AuthorityLength(text)).Contains('@');

    private static int AuthorityLength(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan("https://".Length);
        int end = rest.IndexOfAny('/', '?');
        return end < 0 ? rest.Length : end;
    }
}
