using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>OP-DOMAIN: operators that are neither known to be harmless, nor functions of the model, nor allowed by the publisher. One finding for each operator, at its first node.</summary>
internal static class OperatorRule
{
    internal static void Apply(InspectionContext context)
    {
        ModelTables model = context.Model;
        var functions = new FunctionIndex(model);
        var unknown = new Dictionary<(int Domain, int Name), (int First, int Count)>();
        for (int row = 0; row < model.Nodes.Count; row++)
        {
            NodeRow node = model.Nodes[row];
            if (functions.Of(node) < 0)
            {
                (int first, int count) = unknown.GetValueOrDefault((node.Domain, node.Operator), (row, 0));
                unknown[(node.Domain, node.Operator)] = (first, count + 1);
            }
        }

        foreach (((int domain, int name), (int first, int count)) in unknown)
        {
            string domainText = model.Names.Text(domain), nameText = model.Names.Text(name);
            if (!KnownOperators.Has(domainText, nameText) && !context.Policy.Allows(domainText, nameText))
            {
                context.Add(InspectionRules.OperatorDomain, new ModelPlace(PlaceKind.Node, first), Evidence(domainText, nameText, count));
            }
        }

        HashSet<(int Domain, int Name, int Overload)> seen = [];
        for (int row = 0; row < model.Functions.Count; row++)
        {
            FunctionTable function = model.Functions[row];
            string domain = model.Names.Text(function.Domain), name = model.Names.Text(function.Name);
            if (!seen.Add((function.Domain, function.Name, function.Overload)))
            {
                context.Add(InspectionRules.OperatorDomain, new ModelPlace(PlaceKind.Function, row), $"a second function {Full(domain, name)}: runtimes differ in which one they run");
            }
            else if (KnownOperators.Has(domain, name))
            {
                context.Add(InspectionRules.OperatorDomain, new ModelPlace(PlaceKind.Function, row), $"the function takes the name of the operator {Full(domain, name)}: runtimes differ in which one they run");
            }
            else if (KnownOperators.IsOfRuntimes(domain) || RunsCode(name))
            {
                context.Add(InspectionRules.OperatorDomain, new ModelPlace(PlaceKind.Function, row), $"the function passes for {Full(domain, name)}, which belongs to a runtime: one that has it runs its own");
            }
        }
    }

    private static bool RunsCode(string name) => name is "PyOp" or "PythonOp" or "PythonOpGrad" or "EPContext";

    private static string Evidence(string domain, string name, int count)
    {
        string what = (RunsCode(name) && name != "EPContext") || domain == "ai.onnx.contrib" ? "runs code from outside the model"
            : name == "EPContext" ? "loads a compiled binary that nothing here can read"
            : domain is "" or "ai.onnx" ? "is no operator of ONNX"
            : "is not known: a library with code for it must be loaded";
        return string.Create(CultureInfo.InvariantCulture, $"{Full(domain, name)} {what} ({count} node{(count == 1 ? "" : "s")})");
    }

    private static string Full(string domain, string name) => domain.Length == 0 ? name : $"{domain}.{name}";
}
