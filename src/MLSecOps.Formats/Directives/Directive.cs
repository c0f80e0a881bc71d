namespace MLSecOps.Formats.Directives;

/// <summary>What the director wants a device, or a group, to run; schema <c>mlsec.directive/1</c>. Values are within the schema's ranges: the only maker of one from bytes is <see cref="DirectiveParser"/>.</summary>
/// <param name="Fleet">Name of the fleet.</param>
/// <param name="Scope">For whom.</param>
/// <param name="Sequence">1 to 2^53-1; rises with every directive of a signer for a scope.</param>
/// <param name="Issued">UTC, whole seconds.</param>
/// <param name="Expires">UTC, whole seconds, later than <paramref name="Issued"/>. From then on, silence counts as freeze.</param>
/// <param name="Hold">True: nothing is fetched or made current until a later directive; what runs goes on.</param>
/// <param name="Desired">At most <see cref="DirectiveLimits.Models"/>, each model once; a model that is not named stays as it is.</param>
public sealed record Directive(
    string Fleet,
    DirectiveScope Scope,
    long Sequence,
    DateTimeOffset Issued,
    DateTimeOffset Expires,
    bool Hold,
    IReadOnlyList<DesiredRelease> Desired)
{
    /// <summary>The schema's identifier.</summary>
    public const string Schema = "mlsec.directive/1";
}
