using System.CommandLine;
using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Cli.Inspection;

/// <summary>What is said about a loose file on the command line, and about a package inside it.</summary>
internal sealed class InspectionFlags
{
    private readonly Option<string> _policy = new("--policy") { Description = "inspection.json for a loose file: operators allowed, findings waived", HelpName = "FILE" };
    private readonly Option<string[]> _allow = new("--allow-domain")
    {
        Description = "allow all operators of this domain, or one as DOMAIN:OPERATOR, in a loose file; may be given several times",
        HelpName = "DOMAIN",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string> _bom = new("--bom") { Description = "CycloneDX bill of materials for a loose file, compared with its bytes", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_policy);
        command.Add(_allow);
        command.Add(_bom);
    }

    /// <summary>Gives a loose file what the flags say of it.</summary>
    /// <exception cref="CommandFailure">A flag is given for a package, whose own files count; or what it names cannot be read.</exception>
    public void Apply(Invocation invocation, InspectionSubject subject, CancellationToken cancellationToken)
    {
        string? policy = invocation.Text(_policy), bom = invocation.Text(_bom);
        string[] allowed = invocation.Texts(_allow);
        if (subject.Manifest is not null && (policy is not null || bom is not null || allowed.Length > 0))
        {
            throw invocation.Usage("--policy, --allow-domain and --bom are for loose files", $"{subject.Path} is a package: what it says itself is what devices go by");
        }

        if (policy is not null || allowed.Length > 0)
        {
            subject.Policy = Policy(policy, allowed);
        }

        if (bom is not null)
        {
            subject.Bom = SmallFile.Read(bom, out _, MlBomLimits.Bytes);
        }

        if (subject.Bom is not null)
        {
            subject.Digest(cancellationToken);
        }
    }

    private static ReadOnlyMemory<byte> Policy(string? path, string[] allowed)
    {
        InspectionPolicy policy = InspectionPolicy.Empty;
        if (path is not null && !InspectionPolicyReader.Read(SmallFile.Read(path, out _, InspectionLimits.PolicyBytes)).TryGet(out policy!, out FormatFault? fault))
        {
            throw PackageHead.Refused(path, fault);
        }

        Dictionary<string, IReadOnlyList<string>?> domains = policy.Domains.ToDictionary(domain => domain.Domain, domain => domain.Operators, StringComparer.Ordinal);
        foreach (string text in allowed)
        {
            int colon = text.LastIndexOf(':');
            string domain = colon < 0 ? text : text[..colon];
            bool had = domains.TryGetValue(domain, out IReadOnlyList<string>? operators);
            domains[domain] = colon < 0 || (had && operators is null) ? null : [.. (operators ?? []).Append(text[(colon + 1)..]).Distinct(StringComparer.Ordinal)];
        }

        ReadOnlyMemory<byte> written = InspectionPolicyWriter.Write(policy with { Domains = [.. domains.Select(pair => new AllowedDomain(pair.Key, pair.Value))] });
        return InspectionPolicyReader.Read(written.Span).TryGet(out _, out _)
            ? written
            : throw new CommandFailure(CommandReasons.Usage, "--allow-domain is given more often, or longer, than a policy has room for");
    }
}
