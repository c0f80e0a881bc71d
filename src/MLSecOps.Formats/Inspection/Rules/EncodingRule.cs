using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>UNKNOWN-FIELD: what the schema does not know, and what two parsers may read differently, so that a scanner sees another model than the runtime.</summary>
internal static class EncodingRule
{
    internal static void Apply(InspectionContext context)
    {
        ModelTables model = context.Model;
        foreach (OddityRow oddity in model.Oddities)
        {
            // A model of a newer version may have fields that this version of the inspection does not know.
            bool newer = oddity.Kind == OddityKind.UnknownField && model.IrVersion > OnnxSchema.KnownIrVersion;
            context.Add(InspectionRules.UnknownField, newer ? InspectionSeverity.Warning : InspectionSeverity.Blocking, oddity.Place, string.Create(CultureInfo.InvariantCulture,
                $"{Says(oddity)} at byte {oddity.Offset}, {oddity.Length} bytes"));
        }

        if (model.OddityCount > model.Oddities.Count)
        {
            context.Add(InspectionRules.UnknownField, default, string.Create(CultureInfo.InvariantCulture, $"{model.OddityCount - model.Oddities.Count} more such fields"));
        }

        if (model.PaddedVarints > 0)
        {
            context.Add(InspectionRules.UnknownField, InspectionSeverity.Warning, default, string.Create(CultureInfo.InvariantCulture,
                $"{model.PaddedVarints} numbers in a longer form than needed, the first at byte {model.FirstPadded}: scanners that compare bytes miss what they hide"));
        }

        Names(context);
        for (int row = 0; row < model.Tensors.Count; row++)
        {
            TensorRow tensor = model.Tensors[row];
            int places = (tensor.RawLength > 0 ? 1 : 0) + (tensor.TypedField != 0 ? 1 : 0) + (tensor.TypedField < 0 ? 1 : 0) + (tensor.IsExternal ? 1 : 0);
            if (places > 1)
            {
                context.Add(InspectionRules.UnknownField, new ModelPlace(PlaceKind.Tensor, row), "the tensor states its data in several places: readers choose differently");
            }

            if (!tensor.IsExternal && tensor.FirstExternal >= 0)
            {
                context.Add(InspectionRules.UnknownField, new ModelPlace(PlaceKind.Tensor, row), "the tensor states external data and does not say that it uses them: readers choose differently");
            }

            if (tensor.TypedField > 0 && Enum.IsDefined((ElementType)tensor.DataType) && tensor.DataType != 0 && !TensorWidth.Belongs(tensor.DataType, tensor.TypedField))
            {
                context.Add(InspectionRules.UnknownField, new ModelPlace(PlaceKind.Tensor, row), $"elements of {ElementTypes.Name(tensor.Type)} in the field of another type: readers ignore or misread them");
            }

            if (tensor.Segment)
            {
                context.Add(InspectionRules.UnknownField, InspectionSeverity.Warning, new ModelPlace(PlaceKind.Tensor, row), "the tensor is a segment, which no runtime puts together");
            }
        }
    }

    /// <summary>Names that can stand once and stand twice: readers keep the first or the last.</summary>
    private static void Names(InspectionContext context)
    {
        ModelTables model = context.Model;
        HashSet<int> names = [];
        foreach (GraphTable graph in model.Graphs)
        {
            names.Clear();
            foreach (int tensor in graph.Initializers.Concat(graph.Sparse.Where(sparse => sparse.Values >= 0).Select(sparse => sparse.Values)))
            {
                if (model.Tensors[tensor].Name != NameTable.None && !names.Add(model.Tensors[tensor].Name))
                {
                    context.Add(InspectionRules.UnknownField, new ModelPlace(PlaceKind.Tensor, tensor), "a second initializer of this name: readers keep the first or the last");
                }
            }

            foreach (int node in graph.Nodes)
            {
                foreach (int output in model.Outputs(model.Nodes[node]))
                {
                    if (output != NameTable.None && !names.Add(output))
                    {
                        context.Add(InspectionRules.UnknownField, new ModelPlace(PlaceKind.Node, node), $"{Locations.Name(model, output)} is made a second time: readers keep the first or the last");
                    }
                }
            }
        }

        foreach (NodeRow node in model.Nodes)
        {
            names.Clear();
            for (int attribute = node.FirstAttribute; attribute >= 0; attribute = model.Attributes[attribute].Next)
            {
                if (!names.Add(model.Attributes[attribute].Name))
                {
                    context.Add(InspectionRules.UnknownField, new ModelPlace(PlaceKind.Attribute, attribute), "a second attribute of this name: readers keep the first or the last");
                }
            }
        }

        foreach (IGrouping<int, OpsetRow> domain in model.Opsets.GroupBy(opset => model.Names.Is(opset.Domain, "ai.onnx"u8) ? NameTable.None : opset.Domain))
        {
            if (domain.DistinctBy(opset => opset.Version).Count() > 1)
            {
                context.Add(InspectionRules.UnknownField, default, $"versions {string.Join(", ", domain.Select(opset => opset.Version).Take(8))} of one operator set: readers keep the first, the last or the highest");
            }
        }
    }

    private static string Says(OddityRow oddity) => oddity.Kind switch
    {
        OddityKind.UnknownField => $"the schema has no {oddity.Field}",
        OddityKind.WrongWireType => $"{oddity.Field} in another wire type, which makes it unknown",
        OddityKind.SeveralValues => $"{oddity.Field} is stated in several ways, of which readers choose differently,",
        OddityKind.RepeatedField => $"{oddity.Field} can stand once and stands again: the last value counts, or both are merged",
        _ => $"{oddity.Field} has a value that the schema does not have",
    };
}
