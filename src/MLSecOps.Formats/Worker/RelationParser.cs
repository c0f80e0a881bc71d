using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads the relations of a suite.</summary>
internal static class RelationParser
{
    private const int MaxRelations = 64;
    private const double MaxNumber = 1e30;

    private const int Rtol = 2;
    private const int Atol = 3;
    private const int Low = 4;
    private const int High = 5;

    /// <summary>Reads <c>metamorphic</c>: each pair of relation and output once.</summary>
    public static List<MetamorphicRelation> Read(ref StrictJsonReader json)
    {
        List<MetamorphicRelation> relations = json.Objects(MaxRelations, SuiteMembers.Metamorphic, 2, new Draft(default, "", []), static (ref json, draft, member) => member switch
        {
            0 => draft with { Kind = MetamorphicRelation.Find(json.Text(16)) ?? throw new MalformedJsonException("batch, order, sum-to-one or range") },
            1 => draft with { Output = json.Text(Onnx.TensorLimits.MaxNameBytes) },
            Rtol => draft with { Numbers = [.. draft.Numbers, (member, json.Number(0, 1))] },
            Atol => draft with { Numbers = [.. draft.Numbers, (member, json.Number(0, MaxNumber))] },
            _ => draft with { Numbers = [.. draft.Numbers, (member, json.Number(-MaxNumber, MaxNumber))] },
        }).ConvertAll(Whole);
        return relations.DistinctBy(relation => (relation.Kind, relation.Output)).Count() == relations.Count
            ? relations
            : throw new MalformedJsonException("each pair of relation and output once");
    }

    // A number that the relation does not use is a misunderstanding.
    private static MetamorphicRelation Whole(Draft draft)
    {
        int[] used = draft.Kind switch
        {
            RelationKind.SumToOne => [Atol],
            RelationKind.Range => [Low, High],
            _ => [Rtol, Atol],
        };
        if (draft.Numbers.Any(number => !used.Contains(number.Member)))
        {
            throw new MalformedJsonException($"{string.Join(", ", used.Select(member => SuiteMembers.Metamorphic[member]))} only, with relation {MetamorphicRelation.Name(draft.Kind)}");
        }

        double? low = Number(Low);
        double? high = Number(High);
        if (draft.Kind == RelationKind.Range && !(low <= high))
        {
            throw new MalformedJsonException("low and high, low at most high");
        }

        return new MetamorphicRelation(
            draft.Kind, draft.Output, Number(Rtol) ?? MetamorphicRelation.DefaultRelative, Number(Atol) ?? MetamorphicRelation.DefaultAbsolute, low ?? 0, high ?? 0);

        double? Number(int member) => draft.Numbers.Where(number => number.Member == member).Select(number => (double?)number.Value).FirstOrDefault();
    }

    private sealed record Draft(RelationKind Kind, string Output, IReadOnlyList<(int Member, double Value)> Numbers);
}
