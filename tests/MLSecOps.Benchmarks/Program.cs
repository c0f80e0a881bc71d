using MLSecOps.Benchmarks;
using MLSecOps.Benchmarks.Behaviour;
using MLSecOps.Benchmarks.Footprint;
using MLSecOps.Benchmarks.Inspect;
using MLSecOps.Benchmarks.Telemetry;
using MLSecOps.Benchmarks.Trust;

return args switch
{
    ["behaviour"] => await Report.WriteAsync("behaviour", "Fingerprints and challenges", BehaviourBench.RunAsync()),
    ["footprint"] => await Report.WriteAsync("footprint", "Footprint", FootprintBench.RunAsync()),
    ["inspect"] => await Report.WriteAsync("inspect", "Inspection of models", InspectBench.RunAsync()),
    ["trust"] => await Report.WriteAsync("trust", "Speed of verification", Task.Run(TrustBench.Run)),
    ["telemetry"] => await Report.WriteAsync("telemetry", "Evidence and telemetry", TelemetryBench.RunAsync()),
    _ => Report.Usage("behaviour", "footprint", "inspect", "telemetry", "trust"),
};
