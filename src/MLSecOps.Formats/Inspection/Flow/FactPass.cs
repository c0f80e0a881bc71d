using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>Follows decisions through the data flow and collects the points where they meet data.</summary>
/// <remarks>
/// Abstract interpretation, one pass in the order of the points. A decision is followed as long as it is not the network's own: it ends where a layer of some size learns from it,
/// and where it is merged into what the network made. What counts as the network is measured in parameters (<see cref="MassPass"/>).
/// </remarks>
internal sealed partial class FactPass
{
    private const int MostMerges = 4096;
    private const double LayerParameters = 2048;
    private const double LayerShare = 0.1;
    private const double MostGain = 1e6;


    private readonly ModelTables _model;
    private readonly FlowGraph _flow;
    private readonly MassPass _mass;
    private readonly ConstantContent _constants;
    private readonly FlowFacts[] _facts;
    private readonly ValueRow[] _inputs;

    internal FactPass(InspectionContext context, FlowGraph flow, MassPass mass, ConstantContent constants)
    {
        (_model, _flow, _mass, _constants) = (context.Model, flow, mass, constants);
        _facts = new FlowFacts[flow.Points.Count];
        // Older files list the weights among the inputs.
        HashSet<int> weights = [.. _model.Graphs[_model.Main].Initializers.Select(row => _model.Tensors[row].Name)];
        _inputs = [.. _model.Graphs[_model.Main].Inputs.Where(input => !weights.Contains(input.Name))];
        _inputElements = InputElements();
        for (int point = 0; point < _facts.Length; point++)
        {
            _facts[point] = Follow(point);
        }
    }

    /// <summary>Points where decisions meet data.</summary>
    internal List<Merge> Merges { get; } = [];

    /// <summary>What is known of a point.</summary>
    internal ref readonly FlowFacts this[int point] => ref _facts[point];

    private FlowFacts Follow(int point)
    {
        FlowPoint made = _flow.Points[point];
        FlowFacts facts = FlowFacts.Empty;
        if (made.Kind == FlowKind.Input)
        {
            facts.Source = IsSetting(_model.Graphs[_model.Main].Inputs[made.Row]) ? FlowSource.Setting : FlowSource.Content;
            facts.IsWide = facts.Source == FlowSource.Content;
            facts.Rank = (sbyte)Math.Min(_model.Graphs[_model.Main].Inputs[made.Row].Dimensions, sbyte.MaxValue);
            return facts;
        }

        facts.IsConstant = _mass.IsConstant[point];
        facts.Count = _mass.Counts[point];
        if (facts.IsConstant)
        {
            return facts;
        }

        ReadOnlySpan<int> operands = _flow.OperandsOf(point);
        return made.Kind switch
        {
            FlowKind.Branch => Switch(point, operands[0], operands[1], operands[2]),
            FlowKind.Repeat => Repeat(point, operands),
            _ => Node(point, operands),
        };
    }

    private FlowFacts Node(int point, ReadOnlySpan<int> operands)
    {
        OperatorKind kind = _mass.KindOf(point);
        switch (kind)
        {
            case OperatorKind.Where when operands.Length >= 3:
                return Switch(point, operands[0], operands[1], operands[2]);
            case OperatorKind.Select:
                return Select(point, operands);
            case OperatorKind.Scatter when operands.Length >= 3:
                return Scatter(point, operands);
        }

        FlowFacts facts = Mixed(point, operands);
        facts.Rank = RankOf(point, operands, facts.Rank);
        switch (kind)
        {
            case OperatorKind.Shape:
                facts = FlowFacts.Empty with
                {
                    Source = facts.Source == FlowSource.None ? FlowSource.None : facts.IsSizedByContent ? FlowSource.Content : FlowSource.Shape,
                    Reach = facts.IsSizedByContent ? Reach.Whole : Reach.Elementwise,
                };
                break;
            case OperatorKind.Random:
                facts.Source |= FlowSource.Random;
                facts.Reach = Reach.Whole;
                break;
            case OperatorKind.Compare or OperatorKind.Logic:
                Decide(ref facts, kind == OperatorKind.Compare ? Decision.Hard : facts.Decision);
                facts.IsCount = false;
                facts.IsSizedByContent |= Is(point, "NonZero"u8);
                break;
            case OperatorKind.Step when CanDecide(point, facts) && (Is(point, "Reciprocal"u8) || Is(point, "Exp"u8)):
                Peak(ref facts);
                break;
            case OperatorKind.Step when CanDecide(point, facts):
                Decide(ref facts, Decision.Soft);
                break;
            case OperatorKind.Rounding when CanDecide(point, facts):
                Decide(ref facts, Decision.Hard);
                break;
            case OperatorKind.Gate when DividesByData(point, operands) && CanDecide(point, facts):
                Peak(ref facts);
                break;
            case OperatorKind.Position:
                facts.Reach = Reach.Whole;
                facts.IsWide &= facts.Rank is < 0 or > 2;
                Decide(ref facts, Decision.Hard);
                facts.Payload = Payload.None;
                break;
            case OperatorKind.Reduce:
                Reduce(point, ref facts);
                break;
            case OperatorKind.OneHot:
                // Of a value that is no decision each place gets its own answer.
                Reach reach = facts.Decision == Decision.None ? Reach.Elementwise : facts.DecisionReach;
                Decide(ref facts, Decision.Hard);
                (facts.DecisionReach, facts.IsWide) = (reach, facts.IsWide || reach == Reach.Elementwise);
                facts.Reach = reach == Reach.Elementwise ? Reach.Elementwise : facts.Reach;
                facts.Payload = reach == Reach.Elementwise ? facts.Payload : Payload.Place;
                break;
            case OperatorKind.Pad when facts.Decision != Decision.None && facts.DecisionReach != Reach.Elementwise:
                facts.Payload = Payload.Pattern;
                break;
            case OperatorKind.Pass when !_mass.IsDeep(point) && CastType(point) is { } type:
                Cast(type, ref facts);
                break;
            case OperatorKind.Mix when IsPoolOfAll(point):
                Reduce(point, ref facts);
                break;
            case OperatorKind.Learned:
                Learn(point, operands, ref facts);
                break;
        }

        return facts;
    }

    private FlowFacts Switch(int point, int control, int first, int second)
    {
        FlowFacts facts = FlowFacts.Empty;
        foreach (int operand in (ReadOnlySpan<int>)[control, first, second])
        {
            facts.Source |= operand < 0 ? FlowSource.None : _facts[operand].Source;
            facts.IsWide |= operand >= 0 && _facts[operand].IsWide;
            facts.IsSizedByContent |= operand >= 0 && _facts[operand].IsSizedByContent;
        }

        bool firstDeep = IsDeep(first), secondDeep = IsDeep(second);
        facts.Reach = (Reach)Math.Max((byte)ReachOf(first), (byte)ReachOf(second));
        facts.IsMixed = firstDeep != secondDeep || (first >= 0 && _facts[first].IsMixed) || (second >= 0 && _facts[second].IsMixed);
        if (control < 0 || _facts[control].IsConstant)
        {
            return facts;
        }

        if (firstDeep || secondDeep)
        {
            int clean = firstDeep ? first : second, other = firstDeep ? second : first;
            Add(new Merge(point, MergeKind.Switch, control, clean, other, PayloadOf(other), firstDeep && secondDeep));
            return facts;
        }

        FlowFacts decided = _facts[control];
        Payload payload = (Payload)Math.Max((byte)PayloadOf(first), (byte)PayloadOf(second));
        bool guards = PayloadOf(first) == Payload.Raw || PayloadOf(second) == Payload.Raw;
        if (guards && decided.Decision != Decision.None)
        {
            int clean = PayloadOf(first) == Payload.Raw ? first : second, other = clean == first ? second : first;
            Add(new Merge(point, MergeKind.Switch, control, clean, other, PayloadOf(other), false));
        }

        facts.DecisionReach = decided.DecisionReach;
        facts.Gain = decided.Gain;
        // A guard keeps a value in bounds (no zero divisor, no missing value): it goes on as that value.
        facts.Decision = guards && payload != Payload.Pattern ? Decision.None : decided.Decision;
        facts.Payload = facts.Decision == Decision.None ? Payload.None : payload;
        facts.Gain = Math.Max(facts.Gain, Math.Max(Largest(first), Largest(second)));
        return facts;
    }

    private bool IsTrigger(int point) => _facts[point] is { Decision: not Decision.None } && !_mass.IsDeep(point);

    private bool IsDeep(int point) => point >= 0 && _mass.IsDeep(point);

    private Reach ReachOf(int point) => point < 0 || _facts[point].IsConstant ? Reach.Elementwise : _facts[point].Reach;

    private double Largest(int point) => point >= 0 && _facts[point].IsConstant ? Math.Clamp(_constants.Of(point).Largest, 1, MostGain) : 1;

    private Payload PayloadOf(int point)
    {
        if (point < 0)
        {
            return Payload.None;
        }

        ref readonly FlowFacts facts = ref _facts[point];
        return facts.IsConstant ? (_constants.Of(point).IsUniform ? Payload.Uniform : Payload.Pattern)
            : facts.Decision != Decision.None ? facts.Payload
            : facts.IsData ? Payload.Raw
            : Payload.Uniform;
    }

    private void Add(Merge merge)
    {
        if (Merges.Count < MostMerges)
        {
            Merges.Add(merge);
        }
    }

    private bool Is(int point, ReadOnlySpan<byte> name) => _flow.Points[point].Kind == FlowKind.Node && _model.Names.Is(_model.Nodes[_flow.Points[point].Row].Operator, name);

    // One element beside larger inputs: a rate, a switch, a length, a step. Anything larger is data.
    private bool IsSetting(ValueRow input) => input.Kind == 1 && input.Dimensions >= 0 && _inputElements > 1 && !_model.Dimensions(input).ContainsAnyExcept(1);
}
