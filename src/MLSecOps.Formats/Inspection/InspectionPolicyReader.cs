using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Inspection;

/// <summary>Reads <c>inspection.json</c>, schema <see cref="InspectionPolicy.Schema"/>. Strict: what it states widens what a model may do, so that a policy that is not understood whole does not count in part.</summary>
/// <remarks><code>
/// {"schema":"mlsec.inspection/1",
///  "domains":[{"domain":"com.microsoft","operators":["Gelu"]},{"domain":"acme","operators":"*"}],
///  "waivers":[{"rule":"GRAPH-SHADOW","location":"graph/If_12","reason":"early exit, reviewed"}]}
/// </code></remarks>
public static class InspectionPolicyReader
{
    private const int MaxReason = 512;
    private const string Everything = "*";

    /// <summary>Reads a policy of at most <see cref="InspectionLimits.PolicyBytes"/> bytes. Untrusted until the package's signature covers it, and bounded all the same.</summary>
    public static Parsed<InspectionPolicy> Read(ReadOnlySpan<byte> input) =>
        StrictJsonReader.Parse(input, InspectionLimits.PolicyBytes, InspectionReasons.PolicyMalformed, ReadPolicy);

    private static InspectionPolicy ReadPolicy(ref StrictJsonReader json)
    {
        InspectionPolicy policy = InspectionPolicy.Empty;
        uint seen = 0;
        json.StartObject();
        while (json.TryNextMember(InspectionNames.Policy, ref seen, out int member))
        {
            switch (member)
            {
                case 0: json.Constant(InspectionPolicy.Schema); break;
                case 1: policy = policy with { Domains = ReadDomains(ref json) }; break;
                default: policy = policy with { Waivers = ReadWaivers(ref json) }; break;
            }
        }

        StrictJsonReader.Require(InspectionNames.Policy, seen, InspectionNames.PolicyRequired);
        return policy;
    }

    private static List<AllowedDomain> ReadDomains(ref StrictJsonReader json)
    {
        List<AllowedDomain> domains = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            AllowedDomain domain = ReadDomain(ref json);
            if (domains.Count == InspectionLimits.Domains || domains.Exists(other => other.Domain == domain.Domain))
            {
                throw new MalformedJsonException($"each domain once, at most {InspectionLimits.Domains}");
            }

            domains.Add(domain);
        }

        return domains;
    }

    private static AllowedDomain ReadDomain(ref StrictJsonReader json)
    {
        var domain = new AllowedDomain("", null);
        uint seen = 0;
        while (json.TryNextMember(InspectionNames.Domain, ref seen, out int member))
        {
            domain = member == 0
                ? domain with { Domain = json.Text(InspectionLimits.TextLength) }
                : domain with { Operators = json.TextsOr(Everything, InspectionLimits.Operators, InspectionLimits.TextLength) };
        }

        StrictJsonReader.Require(InspectionNames.Domain, seen, InspectionNames.DomainRequired);
        return domain.Operators is not { } operators
            || (operators.Count > 0 && operators.Distinct(StringComparer.Ordinal).Count() == operators.Count && !operators.Any(name => name.Length == 0 || name.Contains('*', StringComparison.Ordinal)))
            ? domain
            : throw new MalformedJsonException("at least one operator, each once, or \"*\" for all");
    }

    private static List<InspectionWaiver> ReadWaivers(ref StrictJsonReader json)
    {
        List<InspectionWaiver> waivers = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            InspectionWaiver waiver = ReadWaiver(ref json);
            if (waivers.Count == InspectionLimits.Waivers || waivers.Exists(other => other.Rule == waiver.Rule && other.Location == waiver.Location))
            {
                throw new MalformedJsonException($"each pair of rule and location once, at most {InspectionLimits.Waivers}");
            }

            waivers.Add(waiver);
        }

        return waivers;
    }

    private static InspectionWaiver ReadWaiver(ref StrictJsonReader json)
    {
        InspectionRule? rule = null;
        string location = "", reason = "";
        uint seen = 0;
        while (json.TryNextMember(InspectionNames.Waiver, ref seen, out int member))
        {
            switch (member)
            {
                case 0: rule = InspectionRules.Find(json.Text(InspectionLimits.TextLength)) ?? throw new MalformedJsonException("a rule of the catalogue"); break;
                case 1: location = Location(json.Text(InspectionLimits.TextLength)); break;
                default: reason = Said(json.Text(MaxReason), "a reason"); break;
            }
        }

        StrictJsonReader.Require(InspectionNames.Waiver, seen, InspectionNames.WaiverRequired);
        return new InspectionWaiver(rule!, location, reason);
    }

    // A pattern that does not mean what its author thinks waives nothing, and he believes that it does. A name with an asterisk in it is reached by the path above it.
    private static string Location(string text)
    {
        string exact = Said(text.EndsWith("/*", StringComparison.Ordinal) ? text[..^2] : text, "a location");
        return exact.Contains('*', StringComparison.Ordinal) ? throw new MalformedJsonException("* only as the last step of a location") : text;
    }

    private static string Said(string text, string expected) => string.IsNullOrWhiteSpace(text) ? throw new MalformedJsonException(expected) : text;
}
