using MLSecOps.Benchmarks;
using MLSecOps.Benchmarks.Footprint;

return args switch
{
    ["footprint"] => await Report.WriteAsync("footprint", "Footprint", FootprintBench.RunAsync()),
    _ => Report.Usage("footprint"),
};
