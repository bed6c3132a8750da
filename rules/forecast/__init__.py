"""When targets will be met: sampling, simulation, exposure, history."""
