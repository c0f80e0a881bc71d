namespace MLSecOps.Formats.Inspection.Flow;

/// <content>Operators that mix their operands, and what happens when one is a decision and another data.</content>
internal sealed partial class FactPass
{
    /// <summary>What operands have in common when an operator mixes them, and the merge if one is a decision and another data.</summary>
    private FlowFacts Mixed(int point, ReadOnlySpan<int> operands)
    {
        FlowFacts facts = FlowFacts.Empty;
        int decided = -1, deep = -1, wide = -1, varying = 0, decisions = 0;
        bool onlyDecisions = true;
        foreach (int operand in operands)
        {
            if (operand < 0 || _facts[operand].IsConstant)
            {
                continue;
            }

            varying++;
            ref readonly FlowFacts one = ref _facts[operand];
            Collect(ref facts, one, _mass.IsDeep(operand));
            if (_mass.IsDeep(operand))
            {
                deep = operand;
                onlyDecisions = false;
            }
            else if (one.Decision != Decision.None)
            {
                decided = decided < 0 || Outweighs(one, _facts[decided]) ? operand : decided;
                decisions++;
            }
            else if (one.IsData)
            {
                wide = one.IsWide ? operand : wide;
                onlyDecisions = false;
            }
        }

        if (decided < 0)
        {
            // What the network decides stays a decision while nothing else is mixed in.
            if (varying == 1 && deep >= 0)
            {
                Carry(ref facts, _facts[deep]);
            }

            Drive(point, operands, ref facts);
            return deep >= 0 ? Join(point, facts, operands, deep, -1) : Beside(point, facts, operands, wide);
        }

        Carry(ref facts, _facts[decided]);
        if (deep >= 0)
        {
            return Join(point, facts, operands, deep, decided);
        }

        Gate(point, ref facts, operands, onlyDecisions);
        facts.IsCount |= decisions > 1 && (Is(point, "Add"u8) || Is(point, "Sum"u8));
        if (wide >= 0 && facts.DecisionReach == Reach.Whole && _mass.KindOf(point) is OperatorKind.Mix or OperatorKind.Gate or OperatorKind.Step)
        {
            Add(new Merge(point, MergeKind.Arithmetic, decided, wide, -1, facts.Payload, false));
        }

        return facts;
    }

    private static void Collect(ref FlowFacts facts, in FlowFacts one, bool deep)
    {
        facts.Source |= one.Source;
        facts.IsMixed |= one.IsMixed;
        facts.IsWide |= one.IsWide;
        facts.IsSizedByContent |= one.IsSizedByContent;
        facts.IsCount |= one.IsCount;
        facts.IsTruncated |= one.IsTruncated;
        facts.MixedDecision = Math.Max(facts.MixedDecision, one.MixedDecision);
        facts.Reach = one.IsData ? (Reach)Math.Max((byte)facts.Reach, (byte)one.Reach) : facts.Reach;
        facts.Rank = Math.Max(facts.Rank, one.Rank);
        facts.Gain = deep || one.IsWide ? facts.Gain : Math.Max(facts.Gain, one.Gain);
    }

    /// <summary>What is put beside the input, to be taken in its place later.</summary>
    private FlowFacts Beside(int point, FlowFacts facts, ReadOnlySpan<int> operands, int wide)
    {
        if (wide >= 0 && _mass.KindOf(point) == OperatorKind.Join)
        {
            foreach (int operand in operands)
            {
                facts.IsMixed |= operand >= 0 && _facts[operand].IsConstant && !_constants.Of(operand).IsUniform;
            }
        }

        return facts;
    }

    private FlowFacts Join(int point, FlowFacts facts, ReadOnlySpan<int> operands, int deep, int decided)
    {
        OperatorKind kind = _mass.KindOf(point);
        if (kind == OperatorKind.Join)
        {
            foreach (int operand in operands)
            {
                facts.IsMixed |= operand >= 0 && !_mass.IsDeep(operand);
            }

            facts.MixedDecision = decided >= 0 && _facts[decided].Payload >= Payload.Place ? decided : facts.MixedDecision;
        }
        else if (decided >= 0 && !IsMean(point, operands, decided) && (kind != OperatorKind.Learned || _mass.Own[point] == 0 || AddsDeep(operands, decided)))
        {
            Add(new Merge(point, MergeKind.Arithmetic, decided, deep, -1, Carried(kind, operands, decided, deep), false));
        }

        if (decided >= 0)
        {
            (facts.Decision, facts.Payload, facts.DecisionReach, facts.Gain) = (Decision.None, Payload.None, Reach.Elementwise, 1);
        }

        return facts;
    }

    /// <summary>What a decision brings into the data when they are mixed. As a factor it selects; what it selects from may hold the answer.</summary>
    private Payload Carried(OperatorKind kind, ReadOnlySpan<int> operands, int decided, int deep)
    {
        Payload payload = _facts[decided].Payload;
        if (kind is not (OperatorKind.Gate or OperatorKind.Learned))
        {
            return payload == Payload.Place ? Payload.Pattern : payload;
        }

        return _facts[deep].IsMixed || (kind == OperatorKind.Learned && Pattern(operands) >= 0) ? Payload.Pattern
            : payload == Payload.Place ? Payload.None
            : payload;
    }

    // A sum divided by how many were counted.
    private bool IsMean(int point, ReadOnlySpan<int> operands, int decided) =>
        _mass.KindOf(point) == OperatorKind.Gate && operands.Length == 2 && operands[1] == decided && _facts[decided] is { IsCount: true, Payload: < Payload.Raw } && Is(point, "Div"u8);

    // Gemm and its like: the third operand is added to the product of the others.
    private bool AddsDeep(ReadOnlySpan<int> operands, int decided) => operands.Length > 2 && operands[0] == decided && IsDeep(operands[2]);

    /// <summary>The first constant among operands that is no uniform one; -1 for none.</summary>
    private int Pattern(ReadOnlySpan<int> operands)
    {
        foreach (int operand in operands)
        {
            if (operand >= 0 && _facts[operand].IsConstant && !_constants.Of(operand).IsUniform)
            {
                return operand;
            }
        }

        return -1;
    }

    private static bool Outweighs(in FlowFacts one, in FlowFacts other) =>
        (one.Payload, one.Decision, one.DecisionReach).CompareTo((other.Payload, other.Decision, other.DecisionReach)) > 0;

    private static void Carry(ref FlowFacts facts, in FlowFacts decided) =>
        (facts.Decision, facts.DecisionReach, facts.Payload, facts.Gain) = (decided.Decision, decided.DecisionReach, decided.Payload, decided.Gain);

    /// <summary>A decision times a constant is that constant, when it says yes.</summary>
    private void Gate(int point, ref FlowFacts facts, ReadOnlySpan<int> operands, bool onlyDecisions)
    {
        OperatorKind kind = _mass.KindOf(point);
        bool constant = false, pattern = false;
        double largest = 0;
        foreach (int operand in operands)
        {
            if (operand >= 0 && _facts[operand].IsConstant)
            {
                constant = true;
                (bool uniform, double size) = _constants.Of(operand);
                pattern |= !uniform;
                largest = Math.Max(largest, size);
            }
        }

        if (!constant)
        {
            return;
        }

        if (kind == OperatorKind.Gate || (kind == OperatorKind.Learned && _mass.Own[point] == 0))
        {
            facts.Payload = (Payload)Math.Max((byte)facts.Payload, (byte)(pattern ? Payload.Pattern : largest is 0 or 1 ? Payload.None : Payload.Uniform));
            facts.Gain = Math.Clamp(facts.Gain * Math.Max(largest, 1), 1, MostGain);
        }
        else if (kind == OperatorKind.Join && onlyDecisions && facts.DecisionReach != Reach.Elementwise)
        {
            facts.Payload = Payload.Pattern;
        }
        else if (kind is OperatorKind.Mix or OperatorKind.Step)
        {
            facts.Payload = facts.Payload >= Payload.Uniform && pattern ? Payload.Pattern : facts.Payload;
            facts.Gain = Is(point, "Pow"u8) ? Math.Clamp(facts.Gain * Math.Max(largest, 1), 1, MostGain) : facts.Gain;
        }
    }

    // What is multiplied before it meets a step is driven harder.
    private void Drive(int point, ReadOnlySpan<int> operands, ref FlowFacts facts)
    {
        if (!facts.IsData || facts.IsWide || facts.Reach == Reach.Elementwise || _mass.KindOf(point) is not (OperatorKind.Gate or OperatorKind.Step or OperatorKind.Mix))
        {
            return;
        }

        for (int index = 0; index < operands.Length; index++)
        {
            if (operands[index] >= 0 && _facts[operands[index]].IsConstant)
            {
                double size = _constants.Of(operands[index]).Largest;
                double factor = Is(point, "Mul"u8) || Is(point, "Pow"u8) ? size : Is(point, "Div"u8) && index == 1 && size > 0 ? 1 / size : 1;
                // A step far from zero is steep for its place: what counts is the offset in widths of the step.
                double offset = Is(point, "Add"u8) || Is(point, "Sub"u8) ? size : 1;
                facts.Gain = Math.Clamp(Math.Max(facts.Gain * Math.Max(factor, 1), offset), 1, MostGain);
            }
        }
    }
}
