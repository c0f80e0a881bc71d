using System.Globalization;
using MLSecOps.Core.Inspection;
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

        for (int row = 0; row < model.Tensors.Count; row++)
        {
            TensorRow tensor = model.Tensors[row];
            int places = (tensor.RawLength > 0 ? 1 : 0) + (tensor.TypedField != 0 ? 1 : 0) + (tensor.TypedField < 0 ? 1 : 0) + (tensor.IsExternal ? 1 : 0);
            if (places > 1)
            {
                context.Add(InspectionRules.UnknownField, new ModelPlace(PlaceKind.Tensor, row), "the tensor states its data in several places: readers choose differently");
            }

            if (tensor.Segment)
            {
                context.Add(InspectionRules.UnknownField, InspectionSeverity.Warning, new ModelPlace(PlaceKind.Tensor, row), "the tensor is a segment, which no runtime puts together");
            }
        }
    }

    private static string Says(OddityRow oddity) => oddity.Kind switch
    {
        OddityKind.UnknownField => $"the schema has no {oddity.Field}",
        OddityKind.WrongWireType => $"{oddity.Field} in another wire type, which makes it unknown",
        OddityKind.RepeatedField => $"{oddity.Field} can stand once and stands again: the last value counts, or both are merged",
        _ => $"{oddity.Field} has a value that the schema does not have",
    };
}
