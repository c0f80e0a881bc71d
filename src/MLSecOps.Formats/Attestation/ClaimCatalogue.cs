namespace MLSecOps.Formats.Attestation;

/// <summary>The claims of one format: key, name, type, whether it must be there. Others are shown as they are and said to be unknown, as EAT has it (RFC 9711, 3).</summary>
/// <param name="title">What has these claims.</param>
/// <param name="rows">The claims.</param>
/// <param name="rule">What must hold between them: what is expected in words when it does not; null when it does, or when there is none.</param>
internal sealed class ClaimCatalogue(string title, Claim[] rows, Func<DataItem, string?>? rule = null) : Shape
{
    private static readonly AnyShape Anything = new();

    /// <summary>The rows.</summary>
    public IReadOnlyList<Claim> Rows => rows;

    public override bool Read(ClaimWalk walk, DataItem item)
    {
        if (item.Kind != DataKind.Map)
        {
            return walk.Refuse(item, $"a map: {title}", AnyShape.Name(item));
        }

        HashSet<Claim> met = [];
        foreach ((DataItem key, DataItem value) in item.Pairs)
        {
            Claim? row = Array.Find(rows, each => each.Fits(key));
            if (row is null)
            {
                if (key.Kind is not (DataKind.Integer or DataKind.Text))
                {
                    return walk.Refuse(key, "an integer or text as key", AnyShape.Name(key));
                }

                walk.Unknown.Add(AnyShape.Text(key));
            }
            else if (!met.Add(row))
            {
                return walk.Refuse(key, $"{row.Shown} once");
            }

            if (!walk.Under(row?.Shown ?? AnyShape.Text(key), () => (row?.Shape ?? Anything).Read(walk, value)))
            {
                return false;
            }
        }

        return Array.Find(rows, row => row.Required && !met.Contains(row)) is { } missing ? walk.Refuse(item, missing.Shown, "nothing")
            : rule?.Invoke(item) is { } expected ? walk.Refuse(item, expected)
            : true;
    }
}
